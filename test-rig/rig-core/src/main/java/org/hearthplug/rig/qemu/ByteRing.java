// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

/** The last {@code capacity} bytes of a stream, addressed by their position in it. Not thread-safe. */
final class ByteRing {
    private final byte[] ring;
    private long end;

    ByteRing(int capacity) {
        ring = new byte[capacity];
    }

    void append(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) ((end + i) % ring.length)] = bytes[i];
        }
        end += length;
    }

    /** Position after the newest byte. */
    long end() {
        return end;
    }

    /** Position of the oldest byte that is still there. */
    long start() {
        return Math.max(0, end - ring.length);
    }

    /** Bytes from position {@code from} (or the oldest there is) to {@code to}. */
    byte[] slice(long from, long to) {
        long first = Math.max(from, start());
        byte[] out = new byte[(int) Math.max(0, to - first)];
        for (int i = 0; i < out.length; i++) {
            out[i] = ring[(int) ((first + i) % ring.length)];
        }
        return out;
    }

    /** Position of the first {@code needle} at or after {@code from}, −1 if there is none. */
    long indexOf(byte[] needle, long from) {
        for (long at = Math.max(from, start()); at + needle.length <= end; at++) {
            if (matches(needle, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(byte[] needle, long at) {
        for (int i = 0; i < needle.length; i++) {
            if (ring[(int) ((at + i) % ring.length)] != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
