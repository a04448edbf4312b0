// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.rig.Console;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;

/**
 * A character device of the machine behind a Unix socket: a thread reads it into a {@link ByteRing}, callers wait for text.
 * Text is matched as ISO 8859-1, so that a cut UTF-8 sequence disturbs nothing, and given back as UTF-8.
 */
final class Line implements Console, AutoCloseable {
    private static final int TAIL_BYTES = 2000;

    private final String name;
    private final SocketChannel socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteRing ring;
    private long cursor;
    private boolean closed;

    private Line(String name, SocketChannel socket, int capacityBytes) {
        this.name = name;
        this.socket = socket;
        this.ring = new ByteRing(capacityBytes);
    }

    /** Connects and starts reading; the socket must be listening. */
    static Line open(String name, Path socketPath, int capacityBytes) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socketPath));
        Line line = new Line(name, channel, capacityBytes);
        Thread.ofPlatform().daemon().name("rig-" + name).start(line::read);
        return line;
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (socket.read(buffer.clear()) >= 0) {
                locked(() -> ring.append(buffer.array(), buffer.position()));
            }
        } catch (IOException e) {
            // The machine went away; waiters learn it from `closed`.
        } finally {
            locked(() -> closed = true);
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Match expect(String regex, Deadline deadline) {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        return await("/" + regex + "/", deadline, r -> {
            Matcher matcher = pattern.matcher(latin1(r.slice(cursor, r.end())));
            if (!matcher.find()) {
                return null;
            }
            cursor = Math.max(cursor, r.start()) + matcher.end();
            return group -> utf8(matcher.group(group));
        });
    }

    /** Waits until {@code finder}, called with the lock held, returns something. */
    <T> T await(String what, Deadline deadline, Function<ByteRing, T> finder) {
        lock.lock();
        try {
            while (true) {
                T found = finder.apply(ring);
                if (found != null) {
                    return found;
                }
                if (closed) {
                    throw new RigException(
                            RigException.Kind.MACHINE_DIED,
                            name + " closed while waiting for " + what + "; last: " + tail());
                }
                if (deadline.expired()) {
                    throw deadline.timeout(what + " on " + name + "; last: " + tail());
                }
                changed.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private String tail() {
        return "…" + utf8(latin1(ring.slice(ring.end() - TAIL_BYTES, ring.end())));
    }

    @Override
    public void send(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        } catch (IOException e) {
            throw new RigException(RigException.Kind.MACHINE_DIED, "cannot write to " + name, e);
        }
    }

    @Override
    public String remembered() {
        lock.lock();
        try {
            return new String(ring.slice(0, ring.end()), StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void skipToNow() {
        locked(() -> cursor = ring.end());
    }

    /** Position after the newest byte. */
    long end() {
        lock.lock();
        try {
            return ring.end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw RigException.io("closing " + name, e);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String latin1) {
        return latin1 == null ? null : new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
