// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.nio.ByteBuffer;

/** Where a record of TLS ends, and how bytes come from several buffers and go to several. */
final class Records {
    static final int HEADER_BYTES = 5;

    /** The largest that either version has, its header included: RFC 5246, section 6.2.3. */
    static final int LARGEST_BYTES = HEADER_BYTES + TlsEngine.RECORD_BYTES + 2048;

    private static final int TAG_BYTES = 16;

    private Records() {}

    /**
     * Records that are read together, from a source's position on.
     *
     * @param bytes that they have; 0 when none is whole, or fits
     * @param records how many; where the first is none of TLS that could be decrypted, all there is counts as one without end
     * @param last the length of the last
     * @param overflows whether the first is whole and its content does not fit
     */
    record Batch(int bytes, int records, int last, boolean overflows) {
        boolean broken() {
            return records == Integer.MAX_VALUE;
        }
    }

    /** As many whole records as have room for their content: {@code most} bytes. */
    static Batch batch(ByteBuffer source, int most) {
        int start = source.position();
        int taken = 0;
        int records = 0;
        int content = 0;
        int last = 0;
        while (true) {
            int bytes = lengthAt(source, start + taken);
            if (bytes == 0 || bytes > source.limit() - start - taken) {
                break;
            }
            if (bytes <= HEADER_BYTES + TAG_BYTES) {
                if (taken == 0) {
                    return new Batch(Math.min(source.remaining(), TlsEngine.PACKET_BYTES), Integer.MAX_VALUE, 0, false);
                }
                break; // What is before it first.
            }
            content += content(bytes);
            if (content > most || taken + bytes > TlsEngine.PACKET_BYTES) {
                if (taken == 0) {
                    return new Batch(0, 0, 0, true);
                }
                break;
            }
            taken += bytes;
            last = bytes;
            records++;
        }
        return new Batch(taken, records, last, false);
    }

    /** The one record of this length that a source begins with. */
    static Batch single(ByteBuffer source, int bytes) {
        boolean broken = bytes <= HEADER_BYTES + TAG_BYTES;
        int taken = broken ? source.limit() : bytes;
        return new Batch(taken, broken ? Integer.MAX_VALUE : 1, taken, false);
    }

    /** How much a record of this length holds at most. */
    static int content(int bytes) {
        return Math.min(bytes - HEADER_BYTES - TAG_BYTES, TlsEngine.RECORD_BYTES);
    }

    /**
     * The length of the record at a position, its header included: 0 while the header is not whole, less when it is none of TLS. Types are those of RFC 8446, section
     * 5.1.
     */
    static int lengthAt(ByteBuffer source, int at) {
        if (source.limit() - at < HEADER_BYTES) {
            return 0;
        }
        int bytes = HEADER_BYTES + (source.get(at + 3) & 0xFF) * 256 + (source.get(at + 4) & 0xFF);
        boolean known = source.get(at) >= 20 && source.get(at) <= 23 && source.get(at + 1) == 3;
        return known && bytes <= LARGEST_BYTES ? bytes : -1;
    }

    static void scatter(ByteBuffer from, ByteBuffer[] targets, int offset) {
        for (int i = offset; from.hasRemaining(); i++) {
            int n = Math.min(from.remaining(), targets[i].remaining());
            targets[i].put(targets[i].position(), from, from.position(), n);
            targets[i].position(targets[i].position() + n);
            from.position(from.position() + n);
        }
    }

    static ByteBuffer gather(ByteBuffer[] sources, int first, int bytes, ByteBuffer all) {
        for (int i = first; all.position() < bytes; i++) {
            int n = Math.min(bytes - all.position(), sources[i].remaining());
            all.put(all.position(), sources[i], sources[i].position(), n);
            all.position(all.position() + n);
        }
        return all.flip();
    }

    static void advance(ByteBuffer[] sources, int first, int bytes) {
        int left = bytes;
        for (int i = first; left > 0; i++) {
            int n = Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + n);
            left -= n;
        }
    }
}
