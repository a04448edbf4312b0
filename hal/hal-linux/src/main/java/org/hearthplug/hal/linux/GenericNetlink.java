// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/**
 * Questions to one family of generic netlink (Documentation/networking/generic_netlink.rst), such as {@code ethtool}. Any
 * number of threads may ask; each has a socket of its own for two seconds at most, and one socket is kept for the next.
 */
final class GenericNetlink implements NetlinkFamily {
    private static final int MESSAGE_HEADER_BYTES = 16;
    private static final int HEADER_BYTES = MESSAGE_HEADER_BYTES + 4;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_DUMP = 0x300;
    private static final int DATAGRAM_BYTES = 32 * 1024;
    private static final int MAX_ANSWERS = 4096;

    // linux/genetlink.h
    private static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_ATTR_MCAST_GROUPS = 7;
    private static final int CTRL_ATTR_MCAST_GRP_NAME = 1;
    private static final int CTRL_ATTR_MCAST_GRP_ID = 2;

    private final String name;
    private final int version;
    private final AtomicReference<Session> idle = new AtomicReference<>();

    GenericNetlink(String name, int version) {
        this.name = name;
        this.version = version;
    }

    private static NetlinkSocket open() {
        return new NetlinkSocket(NetlinkSocket.GENERIC, 0, DATAGRAM_BYTES, 8 * DATAGRAM_BYTES);
    }

    @Override
    public Optional<List<Attributes>> ask(int command, boolean dump, Attributes.Writer body) {
        Session kept = idle.getAndSet(null);
        if (kept != null) {
            try {
                return Optional.of(ask(kept, command, dump, body));
            } catch (HalException failure) {
                // The family may have gone and come back under another number; all else is the answer.
                if (failure.errno().orElse(0) != Errno.ENOENT) {
                    throw failure;
                }
            }
        }
        Optional<Session> fresh = session();
        return fresh.isEmpty() ? Optional.empty() : Optional.of(ask(fresh.get(), command, dump, body));
    }

    /** A socket on which nothing is expected any more, with the family's number. */
    private static final class Session {
        private final NetlinkSocket socket;
        private final int family;
        private int sequence = 1;

        Session(NetlinkSocket socket, int family) {
            this.socket = socket;
            this.family = family;
        }
    }

    private Optional<Session> session() {
        NetlinkSocket socket = open();
        boolean kept = false;
        try {
            Optional<Attributes> family = family(socket, System.nanoTime() + Bounded.LIMIT.toNanos());
            kept = family.isPresent();
            return family.map(
                    one -> new Session(socket, one.integer(CTRL_ATTR_FAMILY_ID).orElse(0)));
        } finally {
            if (!kept) {
                socket.close();
            }
        }
    }

    /** After a whole answer the session is kept for the next question; else nobody knows what still comes on it. */
    private List<Attributes> ask(Session session, int command, boolean dump, Attributes.Writer body) {
        session.sequence++;
        long deadlineNanos = System.nanoTime() + Bounded.LIMIT.toNanos();
        boolean whole = false;
        try {
            int flags = dump ? NLM_F_DUMP : NLM_F_ACK;
            session.socket.send(request(session.family, session.sequence, command, version, flags, body));
            List<Attributes> answers = answers(session.socket, session.sequence, name, deadlineNanos);
            whole = true;
            return answers;
        } catch (HalException failure) {
            // An error number is the end of an answer, too.
            whole = failure.errno().isPresent() && failure.errno().getAsInt() != Errno.ENOENT;
            throw failure;
        } finally {
            if (!whole || !idle.compareAndSet(null, session)) {
                session.socket.close();
            }
        }
    }

    @Override
    public Optional<NetlinkSocket> listen(String group) {
        NetlinkSocket socket = open();
        boolean joined = false;
        try {
            Optional<Attributes> family = family(socket, System.nanoTime() + Bounded.LIMIT.toNanos());
            if (family.isEmpty()) {
                return Optional.empty();
            }
            for (Attributes one : family.get().nested(CTRL_ATTR_MCAST_GROUPS).elements()) {
                if (one.text(CTRL_ATTR_MCAST_GRP_NAME).filter(group::equals).isPresent()) {
                    socket.join(one.integer(CTRL_ATTR_MCAST_GRP_ID).orElse(0));
                    joined = true;
                    return Optional.of(socket);
                }
            }
            throw new HalException(Kind.UNSUPPORTED, name, "no events of the kind " + group);
        } finally {
            if (!joined) {
                socket.close();
            }
        }
    }

    /** Empty when the kernel does not know the family: its module is not there. */
    private Optional<Attributes> family(NetlinkSocket socket, long deadlineNanos) {
        Attributes.Writer body = new Attributes.Writer().text(CTRL_ATTR_FAMILY_NAME, name);
        socket.send(request(GENL_ID_CTRL, 1, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK, body));
        try {
            return answers(socket, 1, name, deadlineNanos).stream().findFirst();
        } catch (HalException failure) {
            if (failure.errno().orElse(0) == Errno.ENOENT) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    static byte[] request(int family, int sequence, int command, int version, int flags, Attributes.Writer body) {
        byte[] attributes = body.toBytes();
        return ByteBuffer.allocate(HEADER_BYTES + attributes.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER_BYTES + attributes.length)
                .putShort((short) family)
                .putShort((short) (NLM_F_REQUEST | flags))
                .putInt(sequence)
                .putInt(0)
                .put((byte) command)
                .put((byte) version)
                .putShort((short) 0)
                .put(attributes)
                .array();
    }

    private static List<Attributes> answers(NetlinkSocket socket, int sequence, String device, long deadlineNanos) {
        Answers answers = new Answers(sequence, device);
        while (!answers.done) {
            Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
            NetlinkSocket.Outcome outcome = socket.receive(left);
            if (outcome != NetlinkSocket.Outcome.MESSAGE) {
                throw new HalException(Kind.TIMEOUT, device, "the answer ended with " + outcome);
            }
            answers.take(socket.message());
        }
        return answers.found;
    }

    /** Answers as they come in. */
    static final class Answers {
        private final int sequence;
        private final String device;
        final List<Attributes> found = new ArrayList<>();
        boolean done;

        Answers(int sequence, String device) {
            this.sequence = sequence;
            this.device = device;
        }

        /** Takes one datagram: messages one after the other, each aligned to four bytes. */
        void take(ByteBuffer datagram) {
            int at = 0;
            while (!done && at + MESSAGE_HEADER_BYTES <= datagram.limit()) {
                int length = datagram.getInt(at);
                if (length < MESSAGE_HEADER_BYTES || length > datagram.limit() - at) {
                    throw new HalException(Kind.MALFORMED, device, "a message of length " + length);
                }
                if (datagram.getInt(at + 8) == sequence) {
                    message(datagram, at, length);
                }
                at += Attributes.aligned(length);
            }
        }

        private void message(ByteBuffer datagram, int at, int length) {
            int type = Short.toUnsignedInt(datagram.getShort(at + 4));
            if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                done = true;
                int errno = length >= MESSAGE_HEADER_BYTES + 4 ? -datagram.getInt(at + MESSAGE_HEADER_BYTES) : 0;
                if (errno > 0) {
                    throw Errno.exception(device, errno, "the request");
                }
            } else if (length >= HEADER_BYTES && found.size() < MAX_ANSWERS) {
                found.add(Attributes.of(datagram, at + HEADER_BYTES, at + length));
            }
        }
    }
}
