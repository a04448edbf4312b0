// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.state.StateFile;

/** What the person at the console needs to know, one file each; never logged. Nothing happens where the folder cannot be. */
final class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class.getName());

    private final Path folder;

    Notices(Path folder) {
        this.folder = folder;
    }

    /** Shows a notice, whole; the console may read it, others not. */
    void show(String name, String text) {
        try {
            Files.createDirectories(folder);
            byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
            StateFile file = new StateFile(folder.resolve(name));
            if (!java.util.Arrays.equals(file.read().orElse(null), content)) {
                file.writeVolatile(content, "rw-r-----");
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The notice " + name + " could not be written to " + folder + ".", e);
        }
    }

    /** Whether there is a notice, whoever left it: at start-up {@code rcS} leaves {@code no-data} when nothing can be kept. */
    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Takes a notice back. */
    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The notice " + name + " could not be removed from " + folder + ".", e);
        }
    }
}
