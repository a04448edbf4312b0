// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;

/** Programs on the host. */
final class Host {
    /**
     * Linux delivers the parent-death signal when the thread that started the child ends, so children are started by a
     * thread that lives as long as this program.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("rig-starter").factory());

    private Host() {}

    /**
     * Runs a short program and returns its standard output.
     *
     * @throws RigException {@code CONFIG} when it cannot be started or fails, with what it said; {@code TIMEOUT}
     */
    static String run(List<String> command, Deadline deadline) {
        Path output = null;
        Path errors = null;
        try {
            output = Files.createTempFile("rig-", ".out");
            errors = Files.createTempFile("rig-", ".err");
            Process process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                throw deadline.timeout(String.join(" ", command));
            }
            if (process.exitValue() != 0) {
                throw new RigException(
                        RigException.Kind.CONFIG,
                        command.getFirst() + " exited with " + process.exitValue() + ": " + Files.readString(errors));
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RigException(RigException.Kind.CONFIG, "cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        } finally {
            delete(output);
            delete(errors);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw RigException.io("deleting " + file.getFileName(), e);
        }
    }

    /**
     * Starts a program that dies with this one: through {@code setpriv --pdeathsig} where util-linux offers it (a killed
     * JVM included), and through a shutdown hook anyway.
     *
     * @param messages file that takes both of its outputs
     */
    static Process start(List<String> command, Path messages) {
        List<String> guarded = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            guarded.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"));
        }
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(messages.toFile()));
        try {
            Process process = STARTER.submit(builder::start).get();
            Thread hook = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(hook);
            process.onExit().thenRun(() -> forget(hook));
            return process;
        } catch (ExecutionException e) {
            throw new RigException(RigException.Kind.CONFIG, "cannot start " + command.getFirst(), e.getCause());
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Already shutting down: the hook runs, and killing a dead process does nothing.
        }
    }
}
