// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.hearthplug.rig.HearthTree;

/** A stick with hal's contract suites, all that they need of libraries, and Pi4J's natives laid open for a plug whose /tmp runs nothing. */
final class ContractDisk {
    private static final List<String> MODULES =
            List.of("hal-api", "hal-contract", "hal-linux", "hal-pi4j", "hal-serial");
    private static final List<String> LIBRARIES = List.of(
            "junit-",
            "opentest4j",
            "apiguardian",
            "assertj-core",
            "byte-buddy",
            "jspecify",
            "pi4j-",
            "jSerialComm",
            "slf4j-api");

    private ContractDisk() {}

    static Path make(Path folder, Path image) {
        try {
            Path classes = folder.resolve("classes");
            for (String module : MODULES) {
                copyTree(HearthTree.root().resolve("hal").resolve(module).resolve("target/classes"), classes);
                copyTree(HearthTree.root().resolve("hal").resolve(module).resolve("target/test-classes"), classes);
            }
            // Of each module one, so of all together none.
            Files.deleteIfExists(classes.resolve("module-info.class"));
            Path libraries = Files.createDirectories(folder.resolve("lib"));
            for (String entry : System.getProperty("java.class.path").split(":")) {
                Path jar = Path.of(entry);
                String name = jar.getFileName().toString();
                if (name.endsWith(".jar") && LIBRARIES.stream().anyMatch(name::startsWith)) {
                    Files.copy(jar, libraries.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    layOpen(jar, Files.createDirectories(folder.resolve("native")));
                }
            }
            return Sticks.ext4(image, "CONTRACT", 48, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void layOpen(Path jar, Path natives) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (var entry : file.stream()
                    .filter(one -> (one.getName().startsWith("lib/aarch64/pi4j")
                                    || one.getName().startsWith("Linux/armv8_64/"))
                            && one.getName().endsWith(".so"))
                    .toList()) {
                String name = Path.of(entry.getName()).getFileName().toString();
                Files.copy(file.getInputStream(entry), natives.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The command that runs test classes from where the stick is mounted. */
    static String command(String mountPoint, String... tests) {
        return "CP=" + mountPoint + "/classes; for j in " + mountPoint + "/lib/*.jar; do CP=$CP:$j; done; "
                // Out of the power manager's groups: with all that is plugged in, little of 7 W is left to the
                // processor.
                + "sh -c 'echo $$ >/sys/fs/cgroup/cgroup.procs; exec \"$@\"' suites "
                + "/opt/hearth/jre/bin/java -Xmx96m -XX:TieredStopAtLevel=1"
                // Half of a class's loading under emulation, and these are the compiler's own.
                + " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote --enable-native-access=ALL-UNNAMED"
                + " -Dpi4j.library.path=" + mountPoint + "/native -DjSerialComm.library.path=" + mountPoint
                + "/native -cp $CP org.hearthplug.hal.contract.InPlug "
                + String.join(" ", Arrays.asList(tests));
    }
}
