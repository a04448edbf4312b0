// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Network.Address;

/** What the kernel answers to one question of rtnetlink(7), as it comes in: datagrams of messages of one type, and an end. */
abstract class RouteDump {
    static final int HEADER_BYTES = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int MAX_MESSAGES = 1024;

    /** What the caller asks for, an even number of the kernel's; what is answered has the number two below. */
    final int question;

    private final int sequence;
    private final int fixedBytes;
    boolean done;
    private int count;

    /**
     * The answer to a question.
     *
     * @param question {@code RTM_GET…}
     * @param fixedBytes length of the structure that comes before the attributes, in question and answer
     */
    RouteDump(int sequence, int question, int fixedBytes) {
        this.sequence = sequence;
        this.question = question;
        this.fixedBytes = fixedBytes;
    }

    int sequence() {
        return sequence;
    }

    int requestBytes() {
        return HEADER_BYTES + fixedBytes;
    }

    /** Takes one datagram: messages one after the other, each aligned to four bytes. */
    final void take(ByteBuffer datagram) {
        int at = 0;
        while (!done && at + HEADER_BYTES <= datagram.limit()) {
            int length = datagram.getInt(at);
            if (length < HEADER_BYTES || length > datagram.limit() - at) {
                throw new HalException(HalException.Kind.MALFORMED, "rtnetlink", "a message of length " + length);
            }
            if (datagram.getInt(at + 8) == sequence) {
                message(datagram, at, length);
            }
            at += aligned(length);
        }
    }

    private void message(ByteBuffer datagram, int at, int length) {
        int type = datagram.getShort(at + 4);
        if (type == NLMSG_DONE) {
            done = true;
        } else if (type == NLMSG_ERROR) {
            int errno = length >= HEADER_BYTES + 4 ? -datagram.getInt(at + HEADER_BYTES) : 0;
            throw Errno.exception("rtnetlink", errno, "question " + question);
        } else if (type == question - 2 && length >= requestBytes() && count < MAX_MESSAGES) {
            count++;
            begin(datagram, at + HEADER_BYTES);
            attributes(datagram, at + HEADER_BYTES + fixedBytes, at + length);
            end();
        }
    }

    private void attributes(ByteBuffer datagram, int from, int end) {
        int at = from;
        while (at + 4 <= end) {
            int length = Short.toUnsignedInt(datagram.getShort(at));
            if (length < 4 || length > end - at) {
                return;
            }
            byte[] value = new byte[length - 4];
            datagram.get(at + 4, value);
            attribute(Short.toUnsignedInt(datagram.getShort(at + 2)), value);
            at += aligned(length);
        }
    }

    /** A message begins: the structure before its attributes is at {@code at}. */
    abstract void begin(ByteBuffer datagram, int at);

    /** One attribute of it. */
    abstract void attribute(int type, byte[] value);

    /** It was read to its end, or to where it makes no sense. */
    abstract void end();

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    /** An address of 4 or 16 bytes with a prefix that fits; empty for all else. */
    static Optional<Address> address(byte[] raw, int prefixBits) {
        if (raw == null || raw.length != 4 && raw.length != 16 || prefixBits > raw.length * 8) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Address(text(InetAddress.getByAddress(raw)), prefixBits));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** IPv6 as RFC 5952 writes it: the longest run of zeros is left out. */
    static String text(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length == 4) {
            return address.getHostAddress();
        }
        ByteBuffer groups = ByteBuffer.wrap(raw);
        int bestFrom = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups.getShort((i + run) * 2) == 0) {
                run++;
            }
            if (run > bestLength) {
                bestFrom = i;
                bestLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestFrom) {
                text.append("::");
                i += bestLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(Short.toUnsignedInt(groups.getShort(i * 2))));
            }
        }
        return text.toString();
    }
}
