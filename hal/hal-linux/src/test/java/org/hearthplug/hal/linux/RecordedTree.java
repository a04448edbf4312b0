// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lays out a recorded tree below a directory. A recording is text, one entry a line: {@code F path = content} for a file
 * ({@code \n}, {@code \0}, {@code \\} and {@code \xHH} escaped; a line end is added to content that does not end with
 * {@code \c}), {@code L path -> target} for a link, {@code D path} for a directory, {@code #} for a comment.
 */
final class RecordedTree {
    private RecordedTree() {}

    static Path layOut(String recording, Path below) throws IOException {
        try (InputStream in = RecordedTree.class.getResourceAsStream("trees/" + recording + ".tree");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                entry(line, below);
            }
        }
        return below;
    }

    static void entry(String line, Path below) throws IOException {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String rest = line.substring(2);
        switch (line.charAt(0)) {
            case 'D' -> Files.createDirectories(below.resolve(rest));
            case 'L' -> {
                int arrow = rest.indexOf(" -> ");
                Path link = below.resolve(rest.substring(0, arrow));
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, Path.of(rest.substring(arrow + 4)));
            }
            case 'F' -> {
                int equals = rest.indexOf(" = ");
                Path file = below.resolve(rest.substring(0, equals));
                Files.createDirectories(file.getParent());
                Files.write(file, unescape(rest.substring(equals + 3)));
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static byte[] unescape(String text) {
        boolean cut = text.endsWith("\\c");
        String body = cut ? text.substring(0, text.length() - 2) : text + "\\n";
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            if (body.charAt(i) != '\\') {
                out.append(body.charAt(i));
                continue;
            }
            i++;
            switch (body.charAt(i)) {
                case 'n' -> out.append('\n');
                case '0' -> out.append('\0');
                case 'x' -> {
                    out.append((char) Integer.parseInt(body.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> out.append(body.charAt(i));
            }
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
