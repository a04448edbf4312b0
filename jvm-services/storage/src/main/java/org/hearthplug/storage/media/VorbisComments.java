// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The comments of FLAC, Vorbis and Opus: a maker's name, then {@code NAME=value}, each behind its length. */
final class VorbisComments {
    private static final int MAX_COMMENTS = 100;

    private VorbisComments() {}

    /** Reads a block, or the part of it that there is, from a position on. */
    static void read(ByteBuffer block, int start, Tags tags) {
        block.order(ByteOrder.LITTLE_ENDIAN);
        if (block.limit() < start + 8) {
            return;
        }
        long at = start + 4 + (block.getInt(start) & 0xFFFFFFFFL);
        int count = at + 4 <= block.limit() ? block.getInt((int) at) : 0;
        at += 4;
        for (int i = 0; i < Math.min(count, MAX_COMMENTS) && at + 4 <= block.limit(); i++) {
            long length = block.getInt((int) at) & 0xFFFFFFFFL;
            if (at + 4 + length > block.limit()) {
                break;
            }
            String comment = Bytes.text(block, (int) at + 4, (int) length, StandardCharsets.UTF_8);
            int equals = comment.indexOf('=');
            tags.put(comment.substring(0, Math.max(0, equals)), comment.substring(equals + 1));
            at += 4 + length;
        }
    }
}
