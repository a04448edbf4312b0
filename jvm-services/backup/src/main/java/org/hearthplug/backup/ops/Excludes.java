// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Exclude patterns. Matched on bytes seen as ISO 8859-1, so that any name can be matched. */
final class Excludes {
    private final List<Pattern> names;
    private final List<Pattern> paths;

    Excludes(List<String> patterns) {
        names = patterns.stream()
                .filter(p -> p.indexOf('/') < 0)
                .map(Excludes::compile)
                .toList();
        paths = patterns.stream()
                .filter(p -> p.indexOf('/') >= 0)
                .map(Excludes::compile)
                .toList();
    }

    private static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        String bytes = new String(glob.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            boolean twoStars = c == '*' && i + 1 < bytes.length() && bytes.charAt(i + 1) == '*';
            if (twoStars) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean none() {
        return names.isEmpty() && paths.isEmpty();
    }

    boolean match(byte[] folder, byte[] name) {
        if (none()) {
            return false;
        }
        String n = new String(name, StandardCharsets.ISO_8859_1);
        if (names.stream().anyMatch(p -> p.matcher(n).matches())) {
            return true;
        }
        if (paths.isEmpty()) {
            return false;
        }
        String path = new String(BytePath.join(folder, name), StandardCharsets.ISO_8859_1);
        return paths.stream().anyMatch(p -> p.matcher(path).matches());
    }
}
