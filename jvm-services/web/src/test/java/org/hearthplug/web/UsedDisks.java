// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What platformd tells a {@link TestPlug} of one disk. */
final class UsedDisks {
    static final String ID = "1a2b-3c4d";

    private UsedDisks() {}

    static void say(Path plug, Path mounted, String label) throws IOException {
        write(
                plug,
                "{\"id\":\"" + ID + "\",\"mountPoint\":\"" + mounted + "\",\"fileSystem\":\"vfat\",\"label\":\"" + label
                        + "\",\"readOnly\":false}");
    }

    static void none(Path plug) throws IOException {
        write(plug, "");
    }

    private static void write(Path plug, String disks) throws IOException {
        Path beside = Files.writeString(
                plug.resolve("used.json.new"), "{\"format\":\"hearth-disks/1\",\"disks\":[" + disks + "]}");
        Files.move(
                beside, plug.resolve("used.json"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
