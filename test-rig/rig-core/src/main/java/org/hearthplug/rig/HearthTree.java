// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the checkout that the rig tests. */
public final class HearthTree {
    private static final Path ROOT = find();

    private HearthTree() {}

    private static Path find() {
        String set = System.getProperty("hearth.root");
        if (set != null && !set.isBlank()) {
            return Path.of(set).toAbsolutePath();
        }
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.isRegularFile(here.resolve("qemu/bin/vm-command"))) {
                return here;
            }
        }
        throw new RigException(
                RigException.Kind.CONFIG,
                "this is no checkout of Hearth (no qemu/bin/vm-command above the working directory); set -Dhearth.root=");
    }

    /** The top of the checkout. */
    public static Path root() {
        return ROOT;
    }

    /** The program that prints how a machine is started. */
    public static Path vmCommand() {
        return ROOT.resolve("qemu/bin/vm-command");
    }

    /** A folder below {@code build/}, made when missing. */
    public static Path build(String name) {
        Path folder = ROOT.resolve("build").resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw RigException.io("making build/" + name, e);
        }
    }
}
