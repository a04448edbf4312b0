// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.qemu.QemuConfig;
import org.hearthplug.rig.qemu.QemuTarget;

/** The machine that is in use: asking for another one closes it. Closed with the run, or with the class whose own it is. */
final class Machines implements AutoCloseable {
    private String name;
    private Plug plug;

    /** The machine called {@code wanted}, off if it is new. */
    Plug get(String wanted, BootTarget how) {
        if (!wanted.equals(name)) {
            close();
            Path state = HearthTree.build("rig").resolve(wanted.replaceAll("[^A-Za-z0-9]+", "-"));
            delete(state);
            plug = new Plug(QemuTarget.of(config(state, how)));
            name = wanted;
        }
        return plug;
    }

    /** The image to test: system property {@code hearth.image}, {@code lab} or the name of another machine's image. */
    private static QemuConfig config(Path state, BootTarget how) {
        String image = System.getProperty("hearth.image", "lab");
        QemuConfig config = QemuConfig.lab(HearthTree.vmCommand(), state)
                .withProcessors(how.processors())
                .withAppended(how.append());
        if (!image.equals("lab")) {
            config = config.withMachine(image);
        } else if (!how.kind().isEmpty()) {
            config = config.withMachine(how.kind());
        }
        return how.powerCuts() ? config.withPowerCuts() : config;
    }

    @Override
    public void close() {
        if (plug != null) {
            Plug closing = plug;
            plug = null;
            name = null;
            closing.close();
            delete(closing.target().state());
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw RigException.io("deleting " + folder.getFileName(), e);
        }
    }
}
