// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** The machine's own name, without asking any resolver. */
public final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private HostName() {}

    /** Returns the first label of the host name, lower case; {@code hearth} when there is no usable one. */
    public static String read() {
        try {
            String name =
                    Files.readString(KERNEL).strip().toLowerCase(Locale.ROOT).split("\\.", 2)[0];
            return LABEL.matcher(name).matches() && !name.equals("localhost") ? name : "hearth";
        } catch (IOException e) {
            return "hearth";
        }
    }
}
