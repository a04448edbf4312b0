// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;

/** A QEMU process between power-on and power-off, and the lines into it. */
record Running(Process process, QmpClient qmp, Line console, Line agentLine, LineShell shell, Ports ports)
        implements AutoCloseable {
    static final String MESSAGES = "qemu.log";
    static final String TRANSCRIPT = "qmp.log";
    private static final int CONSOLE_BYTES = 1024 * 1024;
    private static final int AGENT_BYTES = 16 * 1024 * 1024;

    /** Starts QEMU, which must wait for {@code cont}, and opens its lines; on failure no process is left. */
    static Running start(List<String> command, Path state, Path run, Deadline deadline) {
        Path messages = state.resolve(MESSAGES);
        Process process = Host.start(command, messages);
        try {
            QmpClient qmp = open(
                    process,
                    messages,
                    run.resolve("qmp.sock"),
                    deadline,
                    socket -> QmpClient.connect(socket, state.resolve(TRANSCRIPT), deadline));
            Line console = open(
                    process,
                    messages,
                    run.resolve("console.sock"),
                    deadline,
                    socket -> Line.open("console", socket, CONSOLE_BYTES));
            Line agent = open(
                    process,
                    messages,
                    run.resolve("agent.sock"),
                    deadline,
                    socket -> Line.open("agent", socket, AGENT_BYTES));
            return new Running(process, qmp, console, agent, new LineShell(agent), new Ports(qmp));
        } catch (RuntimeException e) {
            throw afterKilling(process, messages, e);
        }
    }

    /** QEMU's own words when it ended by itself; they explain more than the line that closed. */
    private static RuntimeException afterKilling(Process process, Path messages, RuntimeException failure) {
        boolean closed = failure instanceof RigException e && e.kind() == RigException.Kind.MACHINE_DIED;
        if (closed) {
            process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
        }
        if (process.isAlive()) {
            kill(process);
            return failure;
        }
        return died(process, messages);
    }

    private static RigException died(Process process, Path messages) {
        return new RigException(
                RigException.Kind.MACHINE_DIED, "QEMU exited with " + process.exitValue() + ": " + lastWords(messages));
    }

    private interface Opening<T> {
        T open(Path socket) throws IOException;
    }

    private static <T> T open(Process process, Path messages, Path socket, Deadline deadline, Opening<T> opening) {
        return deadline.await("QEMU to listen on " + socket.getFileName(), () -> {
            if (!process.isAlive()) {
                throw died(process, messages);
            }
            try {
                return Files.exists(socket) ? Optional.of(opening.open(socket)) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static String lastWords(Path messages) {
        try {
            List<String> lines = Files.readAllLines(messages);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return "(no message)";
        }
    }

    void awaitExit(String what, Deadline deadline) {
        try {
            if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw deadline.timeout(what);
            }
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    void kill() {
        kill(process);
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    @Override
    public void close() {
        qmp.close();
        console.close();
        agentLine.close();
    }
}
