// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.RigException;

/**
 * QEMU's machine protocol: one JSON object a line over a Unix socket; answers carry the id of their command, events none.
 * Safe for several threads. What went over the line is appended to a transcript.
 */
public final class QmpClient implements AutoCloseable {
    private static final int REMEMBERED_EVENTS = 1000;

    private final SocketChannel socket;
    private final Path transcript;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Json> answers = new HashMap<>();
    private final ArrayDeque<Json> events = new ArrayDeque<>();
    private Json greeting;
    private RigException broken;
    private int sequence;
    private long forgottenEvents;

    private QmpClient(SocketChannel socket, Path transcript) {
        this.socket = socket;
        this.transcript = transcript;
    }

    /**
     * Connects, takes the greeting and leaves negotiation mode.
     *
     * @param socketPath a Unix socket on which QEMU already listens
     * @param transcript file to append to, one line for each line of the protocol
     * @throws RigException {@code PROTOCOL} when the partner does not greet as QEMU does, {@code TIMEOUT}
     */
    public static QmpClient connect(Path socketPath, Path transcript, Deadline deadline) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socketPath));
        QmpClient client = new QmpClient(channel, transcript);
        Thread.ofPlatform().daemon().name("rig-qmp").start(client::read);
        client.await("QMP's greeting", deadline, () -> client.greeting);
        client.execute("qmp_capabilities", Map.of(), deadline);
        return client;
    }

    /** The version that QEMU greeted with, for example {@code 7.2.22}. */
    public String version() {
        Json version = greeting.get("QMP.version.qemu");
        return version.get("major").longValue() + "." + version.get("minor").longValue() + "."
                + version.get("micro").longValue();
    }

    /**
     * Runs a command and returns its {@code return} value.
     *
     * @throws QmpError when QEMU refuses it
     * @throws RigException {@code TIMEOUT}; {@code MACHINE_DIED} when the line closes first
     */
    public Json execute(String command, Map<String, ?> arguments, Deadline deadline) {
        String id = send(command, arguments);
        Json answer = await("QMP's answer to " + command, deadline, () -> answers.remove(id));
        if (answer.at("error").isPresent()) {
            throw new QmpError(
                    command,
                    answer.get("error.class").string(),
                    answer.get("error.desc").string());
        }
        return answer.get("return");
    }

    /** As {@link #execute(String, Map, Deadline)} with 30 seconds. */
    public Json execute(String command, Map<String, ?> arguments) {
        return execute(command, arguments, Deadline.seconds(30));
    }

    /** Runs a command of the human monitor and returns what it prints. */
    public String human(String commandLine) {
        return execute("human-monitor-command", Map.of("command-line", commandLine))
                .string();
    }

    /** How many events have come so far: a mark for {@link #awaitEvent}. */
    public long eventMark() {
        lock.lock();
        try {
            return forgottenEvents + events.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first event called {@code name} after {@code mark} that {@code wanted} accepts, by its data. */
    public Json awaitEvent(String name, long mark, Predicate<Json> wanted, Deadline deadline) {
        return await(
                "QMP event " + name,
                deadline,
                () -> events.stream()
                        .skip(Math.max(0, mark - forgottenEvents))
                        .filter(e -> e.get("event").string().equals(name) && wanted.test(e))
                        .findFirst()
                        .orElse(null));
    }

    private String send(String command, Map<String, ?> arguments) {
        lock.lock();
        try {
            String id = "rig-" + ++sequence;
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("execute", command);
            if (!arguments.isEmpty()) {
                request.put("arguments", arguments);
            }
            request.put("id", id);
            String text = Json.write(request);
            record("> " + text);
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            return id;
        } catch (IOException e) {
            throw new RigException(RigException.Kind.MACHINE_DIED, "cannot send " + command + " to QEMU", e);
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        RigException end = new RigException(RigException.Kind.MACHINE_DIED, "QEMU closed the QMP line");
        try {
            BufferedReader reader = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                accept(text);
            }
        } catch (IOException | UncheckedIOException e) {
            end = new RigException(RigException.Kind.MACHINE_DIED, "QEMU closed the QMP line", e);
        } catch (RigException e) {
            end = e;
        }
        lock.lock();
        try {
            broken = end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept(String text) {
        if (text.isBlank()) {
            return;
        }
        Json message = Json.parse(text);
        lock.lock();
        try {
            record("< " + text);
            if (message.at("QMP").isPresent()) {
                greeting = message;
            } else if (message.at("event").isPresent()) {
                events.addLast(message);
                if (events.size() > REMEMBERED_EVENTS) {
                    events.removeFirst();
                    forgottenEvents++;
                }
            } else {
                message.at("id").ifPresent(id -> answers.put(id.string(), message));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T await(String what, Deadline deadline, Supplier<T> look) {
        lock.lock();
        try {
            for (T found = look.get(); ; found = look.get()) {
                if (found != null) {
                    return found;
                }
                if (broken != null) {
                    throw new RigException(broken.kind(), "waiting for " + what + ": " + broken.getMessage(), broken);
                }
                if (deadline.expired()) {
                    throw deadline.timeout(what);
                }
                changed.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void record(String text) {
        try {
            Files.writeString(transcript, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw RigException.io("writing " + transcript.getFileName(), e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw RigException.io("closing QMP", e);
        }
    }
}
