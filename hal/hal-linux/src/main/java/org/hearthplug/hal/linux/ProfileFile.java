// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.BoardProfile;

/** Board profiles beside this class, in {@code boards}; the format is in its README. A line that is none is a mistake of ours and says so. */
final class ProfileFile {
    private static final String FOLDER = "boards/";

    private final KernelFiles files;

    ProfileFile(KernelFiles files) {
        this.files = files;
    }

    /** The profile for the first of the words that one names. */
    Optional<BoardProfile> of(List<String> compatible) {
        for (String word : compatible) {
            for (String name : lines("index")) {
                List<String> lines = lines(name);
                if (field(lines.getFirst(), 1).equals(word)) {
                    return Optional.of(profile(name, lines));
                }
            }
        }
        return Optional.empty();
    }

    static List<String> lines(String name) {
        try (InputStream in = ProfileFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("no board profile " + name);
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private BoardProfile profile(String file, List<String> lines) {
        List<BoardProfile.Part> parts = new ArrayList<>();
        List<BoardProfile.Limit> limits = new ArrayList<>();
        boolean simulated = false;
        for (String line : lines.subList(1, lines.size())) {
            switch (field(line, 0)) {
                case "simulated" -> simulated = true;
                case "part" ->
                    parts.add(new BoardProfile.Part(
                            field(line, 1), field(line, 2), found(field(line, 3)), field(line, 4)));
                case "limit" ->
                    limits.add(new BoardProfile.Limit(
                            field(line, 1), Double.parseDouble(field(line, 2)), field(line, 3), field(line, 4)));
                default -> throw new IllegalStateException(file + ": " + line);
            }
        }
        return new BoardProfile(field(lines.getFirst(), 2), simulated, parts, limits);
    }

    private static String field(String line, int at) {
        String[] fields = line.split("\\|", -1);
        if (at >= fields.length || fields[at].isBlank()) {
            throw new IllegalStateException("a board profile lacks field " + at + ": " + line);
        }
        return fields[at].strip();
    }

    /** Whether something is there; the last name may end with a star. */
    private boolean found(String where) {
        if (!where.endsWith("*")) {
            return files.exists(where);
        }
        int slash = where.lastIndexOf('/');
        String start = where.substring(slash + 1, where.length() - 1);
        return files.names(where.substring(0, slash)).stream().anyMatch(name -> name.startsWith(start));
    }
}
