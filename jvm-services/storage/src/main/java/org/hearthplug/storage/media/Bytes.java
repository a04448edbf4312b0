// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A file's bytes by position. Reads past the end give short buffers, never errors; how much a file may cost in all is bounded. */
final class Bytes {
    private final FileChannel channel;
    private final long size;
    private long budget;

    /** At most {@code budget} bytes are ever read. */
    Bytes(FileChannel channel, long budget) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.budget = budget;
    }

    long size() {
        return size;
    }

    /** Reads up to {@code length} bytes; fewer at the file's end or the budget's. */
    ByteBuffer read(long position, int length) throws IOException {
        int allowed = (int) Math.max(0, Math.min(Math.min(length, budget), size - Math.max(0, position)));
        ByteBuffer buffer = ByteBuffer.allocate(position < 0 ? 0 : allowed);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position + buffer.position());
            if (read < 0) {
                break;
            }
        }
        budget -= buffer.position();
        return buffer.flip().order(ByteOrder.BIG_ENDIAN);
    }

    /** Returns a text of a bounded length, cut at a NUL, without control characters. */
    static String text(ByteBuffer buffer, int at, int length, Charset charset) {
        if (at < 0 || length <= 0 || at >= buffer.limit()) {
            return "";
        }
        int bounded = Math.min(Math.min(length, 512), buffer.limit() - at);
        String raw = new String(buffer.array(), buffer.arrayOffset() + at, bounded, charset);
        int end = raw.indexOf('\0');
        StringBuilder kept = new StringBuilder();
        (end < 0 ? raw : raw.substring(0, end))
                .codePoints()
                .filter(c -> !Character.isISOControl(c) && c != 0xFEFF && c != 0xFFFD)
                .forEach(kept::appendCodePoint);
        return kept.toString().strip();
    }

    static String ascii(ByteBuffer buffer, int at, int length) {
        return text(buffer, at, length, StandardCharsets.US_ASCII);
    }
}
