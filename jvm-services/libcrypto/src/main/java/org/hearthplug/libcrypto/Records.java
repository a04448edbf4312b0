// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.nio.ByteBuffer;

/** Where a record of TLS ends, and how bytes come from several buffers and go to several. */
final class Records {
    static final int HEADER_BYTES = 5;

    /** The largest that either version has, its header included: RFC 5246, section 6.2.3. */
    static final int LARGEST_BYTES = HEADER_BYTES + TlsEngine.RECORD_BYTES + 2048;

    private Records() {}

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
