// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/**
 * The control socket of wpa_supplicant and hostapd: datagrams of text over AF_UNIX, which Java's own sockets do not have (they are
 * streams). The kernel gives this side an abstract name, so no file is left behind. One caller at a time; a request is answered within
 * {@link Bounded#LIMIT} or fails. What is asked may hold a passphrase: it is in no error.
 */
final class WpaControl implements AutoCloseable {
    // socket.h, poll.h of Linux, alike on arm64 and x86-64.
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final int ADDRESS_BYTES = 110;
    private static final int MAX_REPLY = 32 * 1024;

    private final String device;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = arena.allocate(SystemCall.errnoLayout());
    private final MemorySegment poll = arena.allocate(8, 4);
    private final MemorySegment time = arena.allocate(2 * Long.BYTES, 8);
    private final MemorySegment none = arena.allocate(8, 8);
    private final MemorySegment buffer = arena.allocate(MAX_REPLY, 8);
    private final int fd;
    private boolean closed;

    /**
     * Connects.
     *
     * @param device the interface's name, for errors
     * @param socket where the daemon listens
     * @throws HalException GONE when nobody does
     */
    WpaControl(String device, Path socket) {
        this.device = device;
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        if (path.length > ADDRESS_BYTES - 3) {
            throw new IllegalArgumentException("too long for a socket: " + socket);
        }
        int opened = SystemCall.socket(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        fd = opened;
        boolean ready = false;
        try {
            check("socket", opened);
            // A family alone: the kernel chooses the name (unix(7), autobind).
            MemorySegment own = arena.allocate(Short.BYTES, 2);
            own.set(JAVA_SHORT, 0, (short) AF_UNIX);
            check("bind", SystemCall.bind(errno, fd, own));
            MemorySegment theirs = arena.allocate(ADDRESS_BYTES, 2);
            theirs.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, theirs, JAVA_BYTE, 2, path.length);
            check("connect", SystemCall.connect(errno, fd, theirs.asSlice(0, 2 + path.length + 1)));
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /**
     * Asks and returns the answer without the newline at its end. What the daemon says unasked meanwhile is dropped: listen on a
     * connection of its own.
     *
     * @throws HalException TIMEOUT, GONE
     */
    synchronized String ask(String command) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment bytes = scratch.allocateFrom(JAVA_BYTE, command.getBytes(StandardCharsets.UTF_8));
            check("send", SystemCall.sendto(errno, open(), bytes, MSG_DONTWAIT));
        }
        long deadlineNanos = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (true) {
            String said = next(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())))
                    .orElseThrow(() -> new HalException(Kind.TIMEOUT, device, "the Wi-Fi service does not answer"));
            if (!said.startsWith("<")) {
                return said;
            }
        }
    }

    /** Asks for what is answered with OK. {@code what} names it for the error, without its values. */
    void order(String command, String what) {
        String answer = ask(command);
        if (!answer.equals("OK")) {
            throw new HalException(Kind.IO, device, "the Wi-Fi service refused: " + what);
        }
    }

    /** The next datagram, whatever it is; empty when none came in time. */
    synchronized Optional<String> next(Duration limit) {
        poll.set(JAVA_INT, 0, open());
        poll.set(JAVA_SHORT, 4, POLLIN);
        time.set(JAVA_LONG, 0, limit.toNanos() / 1_000_000_000);
        time.set(JAVA_LONG, Long.BYTES, limit.toNanos() % 1_000_000_000);
        int ready = SystemCall.ppoll(errno, poll, 1, time);
        if (ready == 0 || ready == -Errno.EINTR) {
            return Optional.empty();
        }
        check("ppoll", ready);
        long length = SystemCall.recvfrom(errno, open(), buffer, MSG_DONTWAIT, MemorySegment.NULL, MemorySegment.NULL);
        if (length == -Errno.EAGAIN) {
            return Optional.empty();
        }
        check("recv", length);
        byte[] raw = buffer.asSlice(0, length).toArray(JAVA_BYTE);
        return Optional.of(new String(raw, StandardCharsets.UTF_8).stripTrailing());
    }

    private int open() {
        if (closed) {
            throw new HalException(Kind.GONE, device, "the connection is closed");
        }
        return fd;
    }

    private void check(String operation, long result) {
        if (result >= 0) {
            return;
        }
        int number = (int) -result;
        // No socket, nobody at it, or no longer: the daemon is not there.
        if (number == Errno.ENOENT || number == Errno.ECONNREFUSED || number == Errno.ENOTCONN) {
            throw new HalException(Kind.GONE, device, number, "no Wi-Fi service runs for it", null);
        }
        throw Errno.exception(device, number, operation);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (fd >= 0) {
                SystemCall.close(errno, fd);
            }
            arena.close();
        }
    }
}
