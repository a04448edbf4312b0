// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The image's {@code /etc/hearth/release}.
 *
 * @param hearth version of Hearth
 * @param image {@code lab} or {@code product}
 * @param build the image's build identity
 */
record Release(String hearth, String image, String build) {
    private static final String UNKNOWN = "unknown";
    private static final int MAX_LINES = 50;

    /** True for an image that runs on simulated hardware. */
    boolean lab() {
        return image.equals("lab");
    }

    static Release read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException notAnImage) {
            lines = List.of();
        }
        Map<String, String> values = new HashMap<>();
        for (String line : lines.subList(0, Math.min(MAX_LINES, lines.size()))) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).replace("\"", "").strip());
            }
        }
        return new Release(
                values.getOrDefault("HEARTH_VERSION", UNKNOWN),
                values.getOrDefault("HEARTH_IMAGE", UNKNOWN),
                values.getOrDefault("HEARTH_BUILD", UNKNOWN));
    }
}
