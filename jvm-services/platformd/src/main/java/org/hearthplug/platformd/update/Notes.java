// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.UpdateMessages.FoundBundle;

/** Reads what the updater's scripts write: small files of lines, of which nothing is taken that has not the expected form. */
final class Notes {
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_BUNDLES = 32;
    private static final Pattern FOUND =
            Pattern.compile("(sd[a-z]{1,2}\\d{0,3}) (\\d{1,15}) ([0-9A-Za-z.+_ -]{1,120}\\.raucb)");

    private Notes() {}

    /** {@code NAME=value} lines; empty when there is no file. */
    static Map<String, String> values(Path file) {
        Map<String, String> values = new HashMap<>();
        for (String line : text(file).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0 && equals + 1 < line.length()) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    static List<FoundBundle> found(Path file) {
        List<FoundBundle> bundles = new ArrayList<>();
        for (String line : text(file).split("\n")) {
            Matcher parts = FOUND.matcher(line);
            if (parts.matches() && bundles.size() < MAX_BUNDLES) {
                bundles.add(new FoundBundle(parts.group(1), parts.group(3), Long.parseLong(parts.group(2))));
            }
        }
        return bundles;
    }

    static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException absent) {
            return "";
        }
    }
}
