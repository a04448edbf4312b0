// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who and where this process is, for snapshots, keys and locks. */
public final class Host {
    private Host() {}

    /** The machine's name. */
    public static String name() {
        String fromKernel = firstLine(Path.of("/proc/sys/kernel/hostname"));
        return fromKernel.isEmpty() ? "localhost" : fromKernel;
    }

    /** The user's name. */
    public static String userName() {
        return System.getProperty("user.name", "");
    }

    /** The process's number. */
    public static long pid() {
        return ProcessHandle.current().pid();
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
