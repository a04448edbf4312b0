// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads CBOR (RFC 8949) of definite lengths, as CTAP2 and COSE write it: integers, byte and text strings, arrays, maps, and the simple
 * values true, false and null. Nothing else is needed here, and nothing else is taken. Nesting and the count of items are bounded, and
 * no length is believed beyond what is there.
 */
final class CborReader {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_ITEMS = 256;

    private final byte[] bytes;
    private int at;
    private int items;

    CborReader(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.at = offset;
    }

    /** Reads one item: {@code Long}, {@code byte[]}, {@code String}, {@code List}, {@code Map}, {@code Boolean} or null. */
    Object read() {
        return read(0);
    }

    /** Reads one item that must be a map. */
    Map<?, ?> readMap() {
        if (read() instanceof Map<?, ?> map) {
            return map;
        }
        throw broken("a map was expected");
    }

    /** Returns where the next item would begin. */
    int position() {
        return at;
    }

    private Object read(int depth) {
        if (depth > MAX_DEPTH || ++items > MAX_ITEMS) {
            throw broken("too deep or too many items");
        }
        int initial = octet();
        int major = initial >> 5;
        if (major == 7) {
            return simple(initial & 31);
        }
        long argument = argument(initial & 31);
        return switch (major) {
            case 0 -> argument;
            case 1 -> -1 - argument;
            case 2 -> slice(argument);
            case 3 -> text(argument);
            case 4 -> array(argument, depth);
            case 5 -> map(argument, depth);
            default -> throw broken("tags are not used here");
        };
    }

    private static Object simple(int value) {
        return switch (value) {
            case 20 -> Boolean.FALSE;
            case 21 -> Boolean.TRUE;
            case 22 -> null;
            default -> throw broken("a simple value that is not used here");
        };
    }

    private long argument(int info) {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw broken("indefinite lengths are not used here");
        }
        byte[] big = slice(1L << (info - 24));
        BigInteger value = new BigInteger(1, big);
        if (value.bitLength() > 63) {
            throw broken("a number beyond 63 bits");
        }
        return value.longValue();
    }

    private List<Object> array(long count, int depth) {
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            list.add(read(depth + 1));
        }
        return list;
    }

    private Map<Object, Object> map(long count, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            Object key = read(depth + 1);
            if (!(key instanceof Long || key instanceof String) || map.containsKey(key)) {
                throw broken("a map's keys are different numbers and texts here");
            }
            map.put(key, read(depth + 1));
        }
        return map;
    }

    private String text(long length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(slice(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken("a text that is not UTF-8");
        }
    }

    private byte[] slice(long length) {
        if (length > bytes.length - at) {
            throw broken("it ends too early");
        }
        at += (int) length;
        return Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    private int octet() {
        if (at >= bytes.length) {
            throw broken("it ends too early");
        }
        return bytes[at++] & 0xff;
    }

    private static InvalidPasskeyException broken(String why) {
        return new InvalidPasskeyException("not the CBOR that was expected: " + why);
    }
}
