// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.hal.HalException;

/**
 * A netlink socket (netlink(7)): the one class that speaks to the kernel by it. Datagrams that do not come from the
 * kernel are dropped. For one receiving thread; {@link #close} may come from any other and ends a waiting receive.
 */
final class NetlinkSocket implements AutoCloseable {
    /** Routes, links and addresses. */
    static final int ROUTE = 0;

    /** Families that come with modules: ethtool, nl80211. */
    static final int GENERIC = 16;

    /** The kernel's device events. */
    static final int KOBJECT_UEVENT = 15;

    // socket.h, netlink.h, poll.h and eventfd.h of Linux, alike on arm64 and x86-64.
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int ADDRESS_BYTES = 12;
    private static final int POLLFD_BYTES = 8;

    private final String name;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = arena.allocate(SystemCall.errnoLayout());
    private final MemorySegment polls = arena.allocate(2 * POLLFD_BYTES, 4);
    private final MemorySegment time = arena.allocate(2 * Long.BYTES, 8);
    private final MemorySegment sender = arena.allocate(ADDRESS_BYTES, 4);
    private final MemorySegment senderBytes = arena.allocate(JAVA_INT);
    private final MemorySegment buffer;
    private final ReentrantLock inUse = new ReentrantLock();
    private final int socket;
    private final int wakeUp;
    private volatile boolean closed;

    /** What a wait ended with. */
    enum Outcome {
        MESSAGE,
        /** The kernel's buffer was full and datagrams were lost. */
        OVERFLOW,
        TIMEOUT,
        CLOSED
    }

    /**
     * Opens a socket.
     *
     * @param protocol {@link #ROUTE} or {@link #KOBJECT_UEVENT}
     * @param groups multicast groups as a bit mask
     * @param maxDatagramBytes longest datagram; a longer one counts as lost
     * @param kernelBufferBytes room for datagrams that wait
     * @throws HalException when the kernel refuses
     */
    NetlinkSocket(int protocol, int groups, int maxDatagramBytes, int kernelBufferBytes) {
        name = "netlink-" + protocol;
        buffer = arena.allocate(maxDatagramBytes, 8);
        int opened = -1;
        int event = -1;
        boolean ready = false;
        try {
            opened = check("socket", SystemCall.socket(errno, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
            event = check("eventfd", SystemCall.eventfd(errno, EFD_CLOEXEC));
            growBuffer(opened, kernelBufferBytes);
            bind(opened, groups);
            ready = true;
        } finally {
            if (!ready) {
                closeAll(opened, event);
            }
        }
        socket = opened;
        wakeUp = event;
    }

    private void growBuffer(int fd, int bytes) {
        MemorySegment value = arena.allocateFrom(JAVA_INT, bytes);
        // Beyond the system's limit needs CAP_NET_ADMIN; without it, as far as the limit goes.
        if (SystemCall.setsockopt(errno, fd, SOL_SOCKET, SO_RCVBUFFORCE, value) < 0) {
            check("setsockopt", SystemCall.setsockopt(errno, fd, SOL_SOCKET, SO_RCVBUF, value));
        }
    }

    private void bind(int fd, int groups) {
        // struct sockaddr_nl: family, padding, port (0: the kernel chooses), groups.
        MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
        address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
        address.set(JAVA_INT, 8, groups);
        check("bind", SystemCall.bind(errno, fd, address));
    }

    /** Joins a multicast group by its number, which may be above those that a bit mask holds. */
    void join(int group) {
        inUse.lock();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment value = scratch.allocateFrom(JAVA_INT, group);
            check("setsockopt", SystemCall.setsockopt(errno, socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, value));
        } finally {
            inUse.unlock();
        }
    }

    /**
     * Waits for a datagram of the kernel's, at most until the limit.
     *
     * @throws HalException when the socket fails
     */
    Outcome receive(Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        inUse.lock();
        try {
            while (!closed) {
                long leftNanos = deadlineNanos - System.nanoTime();
                if (!waitReadable(Math.max(0, leftNanos))) {
                    if (closed) {
                        return Outcome.CLOSED;
                    }
                    if (leftNanos <= 0) {
                        return Outcome.TIMEOUT;
                    }
                    continue;
                }
                Outcome outcome = takeDatagram();
                if (outcome != Outcome.TIMEOUT) {
                    return outcome;
                }
            }
            return Outcome.CLOSED;
        } finally {
            inUse.unlock();
        }
    }

    private boolean waitReadable(long nanos) {
        polls.set(JAVA_INT, 0, socket);
        polls.set(JAVA_SHORT, 4, POLLIN);
        polls.set(JAVA_INT, POLLFD_BYTES, wakeUp);
        polls.set(JAVA_SHORT, POLLFD_BYTES + 4, POLLIN);
        time.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        time.set(JAVA_LONG, Long.BYTES, nanos % 1_000_000_000);
        int ready = SystemCall.ppoll(errno, polls, 2, time);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw Errno.exception(name, -ready, "ppoll");
        }
        return ready > 0 && polls.get(JAVA_SHORT, 6) != 0;
    }

    /** TIMEOUT here: what there was is not for us, wait on. */
    private Outcome takeDatagram() {
        senderBytes.set(JAVA_INT, 0, ADDRESS_BYTES);
        long length = SystemCall.recvfrom(errno, socket, buffer, MSG_DONTWAIT | MSG_TRUNC, sender, senderBytes);
        if (length < 0) {
            return switch ((int) -length) {
                case Errno.ENOBUFS -> Outcome.OVERFLOW;
                case Errno.EINTR, Errno.EAGAIN -> Outcome.TIMEOUT;
                default -> throw Errno.exception(name, (int) -length, "recvfrom");
            };
        }
        boolean fromKernel = senderBytes.get(JAVA_INT, 0) >= 8 && sender.get(JAVA_INT, 4) == 0;
        if (!fromKernel) {
            return Outcome.TIMEOUT;
        }
        if (length > buffer.byteSize()) {
            return Outcome.OVERFLOW;
        }
        received = (int) length;
        return Outcome.MESSAGE;
    }

    private int received;

    /** A copy of the datagram that the last receive took, in the machine's byte order. */
    ByteBuffer message() {
        byte[] copy = buffer.asSlice(0, received).toArray(ValueLayout.JAVA_BYTE);
        return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
    }

    /** Sends a datagram to the kernel. Does not block. */
    void send(byte[] datagram) {
        inUse.lock();
        try (Arena scratch = Arena.ofConfined()) {
            if (closed) {
                throw new HalException(HalException.Kind.GONE, name, "the socket is closed");
            }
            MemorySegment bytes = scratch.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            // Without an address the kernel itself is meant.
            check("sendto", (int) SystemCall.sendto(errno, socket, bytes, MSG_DONTWAIT));
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment one = scratch.allocateFrom(JAVA_LONG, 1);
            SystemCall.write(scratch.allocate(SystemCall.errnoLayout()), wakeUp, one);
        }
        inUse.lock();
        try {
            closeAll(socket, wakeUp);
        } finally {
            inUse.unlock();
        }
    }

    private void closeAll(int... descriptors) {
        for (int fd : descriptors) {
            if (fd >= 0) {
                SystemCall.close(errno, fd);
            }
        }
        arena.close();
    }

    private int check(String operation, int result) {
        if (result < 0) {
            throw Errno.exception(name, -result, operation);
        }
        return result;
    }
}
