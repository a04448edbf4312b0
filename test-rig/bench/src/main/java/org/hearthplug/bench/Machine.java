// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.qemu.QemuConfig;
import org.hearthplug.rig.qemu.QemuTarget;

/** Machines for benchmarks: one processor, plain disk, state under {@code build/rig/}. */
final class Machine {
    private Machine() {}

    /** A machine that is off, with a fresh disk. */
    static QemuTarget fresh(String name, UnaryOperator<QemuConfig> how) {
        Path state = HearthTree.build("rig").resolve("bench-" + name);
        delete(state);
        return QemuTarget.of(how.apply(QemuConfig.lab(HearthTree.vmCommand(), state)));
    }

    static void delete(Path folder) {
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
