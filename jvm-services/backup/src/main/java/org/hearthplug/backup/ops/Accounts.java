// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of users and groups by number, from the files that the plug keeps them in. */
final class Accounts {
    private final Map<Integer, String> users = read(Path.of("/etc/passwd"));
    private final Map<Integer, String> groups = read(Path.of("/etc/group"));

    private static Map<Integer, String> read(Path file) {
        Map<Integer, String> names = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && isNumber(fields[2])) {
                    names.putIfAbsent(Integer.valueOf(fields[2]), fields[0]);
                }
            }
        } catch (IOException e) {
            return Map.of(); // Names are a convenience: the numbers are what counts.
        }
        return names;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 9;
    }

    String user(int uid) {
        return users.getOrDefault(uid, "");
    }

    String group(int gid) {
        return groups.getOrDefault(gid, "");
    }
}
