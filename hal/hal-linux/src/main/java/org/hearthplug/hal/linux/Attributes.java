// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Netlink attributes (include/uapi/linux/netlink.h, {@code struct nlattr}): length, type, value, aligned to four bytes.
 * What is cut off or lies about its length ends the list; nothing beyond it is read. Of equal types the last counts.
 */
final class Attributes {
    static final int HEADER_BYTES = 4;
    private static final int TYPE_MASK = 0x3FFF;
    private static final int NESTED = 0x8000;

    /** More than any message that is read here has. */
    private static final int MAX_ATTRIBUTES = 1024;

    private final Map<Integer, byte[]> values;

    private Attributes(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /** Reads the attributes in a part of a datagram, which is in the machine's byte order. */
    static Attributes of(ByteBuffer datagram, int from, int end) {
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        int at = from;
        while (at + HEADER_BYTES <= end && values.size() < MAX_ATTRIBUTES) {
            int length = Short.toUnsignedInt(datagram.getShort(at));
            int type = Short.toUnsignedInt(datagram.getShort(at + 2)) & TYPE_MASK;
            if (length < HEADER_BYTES || length > end - at) {
                break;
            }
            byte[] value = new byte[length - HEADER_BYTES];
            datagram.get(at + HEADER_BYTES, value);
            values.put(type, value);
            at += aligned(length);
        }
        return new Attributes(values);
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }

    boolean has(int type) {
        return values.containsKey(type);
    }

    Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type));
    }

    /** A number of one, two, four or eight bytes, unsigned up to four. */
    OptionalLong number(int type) {
        byte[] value = values.get(type);
        if (value == null) {
            return OptionalLong.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        try {
            return switch (value.length) {
                case 1 -> OptionalLong.of(Byte.toUnsignedLong(buffer.get()));
                case 2 -> OptionalLong.of(Short.toUnsignedLong(buffer.getShort()));
                case 4 -> OptionalLong.of(Integer.toUnsignedLong(buffer.getInt()));
                case 8 -> OptionalLong.of(buffer.getLong());
                default -> OptionalLong.empty();
            };
        } catch (BufferUnderflowException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A number as an int of the same bits. */
    OptionalInt integer(int type) {
        OptionalLong number = number(type);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    boolean flag(int type) {
        return number(type).orElse(0) != 0;
    }

    /** Text up to its NUL, as {@link Text#clean} leaves it. */
    Optional<String> text(int type) {
        return bytes(type).map(Attributes::upToNul).map(Text::clean).filter(text -> !text.isEmpty());
    }

    private static String upToNul(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    /** The attributes within one; none when it is not there. */
    Attributes nested(int type) {
        byte[] value = values.getOrDefault(type, new byte[0]);
        return of(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()), 0, value.length);
    }

    /** What each attribute holds as attributes of its own: the kernel's arrays. */
    List<Attributes> elements() {
        List<Attributes> elements = new ArrayList<>();
        values.keySet().forEach(type -> elements.add(nested(type)));
        return elements;
    }

    /** Puts attributes together, 4 KiB at most. */
    static final class Writer {
        private final ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());

        Writer u8(int type, int value) {
            return bytes(type, new byte[] {(byte) value});
        }

        Writer u32(int type, long value) {
            return bytes(
                    type,
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.nativeOrder())
                            .putInt((int) value)
                            .array());
        }

        Writer text(int type, String value) {
            return bytes(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
        }

        Writer flag(int type) {
            return bytes(type, new byte[0]);
        }

        Writer bytes(int type, byte[] value) {
            buffer.putShort((short) (HEADER_BYTES + value.length))
                    .putShort((short) type)
                    .put(value);
            buffer.position(aligned(buffer.position()));
            return this;
        }

        Writer nest(int type, Consumer<Writer> content) {
            Writer inner = new Writer();
            content.accept(inner);
            return bytes(type | NESTED, inner.toBytes());
        }

        byte[] toBytes() {
            byte[] written = new byte[buffer.position()];
            buffer.get(0, written);
            return written;
        }
    }
}
