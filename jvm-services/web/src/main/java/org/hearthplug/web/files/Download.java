// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.web.http.Conditions;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.HttpDates;
import org.hearthplug.web.http.SecurityHeaders;
import org.hearthplug.web.page.MediaTypes;

/** Sends a file or a range of it, through one buffer of a fixed size. */
final class Download {
    /** A few TLS records; larger ones gain nothing measurable and cost memory for each download. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Exchange exchange;
    private final OpenFile file;
    private final Entry entry;
    private final String etag;

    Download(Exchange exchange, OpenFile file) {
        this.exchange = exchange;
        this.file = file;
        this.entry = file.entry();
        this.etag = EntryJson.quoted(entry.etag());
    }

    void send() throws IOException {
        describe();
        if (unchanged()) {
            exchange.empty(304);
            return;
        }
        Optional<Ranges.Range> range;
        try {
            range = rangeStillMeant() ? Ranges.parse(exchange.header("Range"), entry.bytes()) : Optional.empty();
        } catch (Ranges.Unsatisfiable e) {
            throw new org.hearthplug.web.http.Problem(
                            416, "The file has " + entry.bytes() + " bytes and not this range. Ask for one inside it.")
                    .header("Content-Range", "bytes */" + entry.bytes());
        }
        range.ifPresent(r -> exchange.set("Content-Range", r.header(entry.bytes())));
        exchange.response().setStatus(range.isPresent() ? 206 : 200);
        long first = range.map(Ranges.Range::first).orElse(0L);
        long length = range.map(Ranges.Range::length).orElse(entry.bytes());
        exchange.response().getHeaders().put("Content-Length", length);
        if (exchange.method().equals("HEAD") || length == 0) {
            exchange.write(true, ByteBuffer.allocate(0));
        } else {
            copy(first, length);
        }
    }

    private void describe() {
        exchange.set("Content-Type", MediaTypes.ofFile(entry.name()));
        exchange.set("Content-Security-Policy", SecurityHeaders.CONTENT_POLICY);
        exchange.set("X-Frame-Options", "SAMEORIGIN");
        exchange.set("Cache-Control", "private, no-cache");
        exchange.set("Accept-Ranges", "bytes");
        exchange.set("ETag", etag);
        exchange.set("Last-Modified", HttpDates.format(entry.modified()));
        if (exchange.target().query().containsKey("download")) {
            exchange.set("Content-Disposition", "attachment; filename*=UTF-8''" + rfc5987(entry.name()));
        }
    }

    private boolean unchanged() {
        String tags = exchange.header("If-None-Match");
        if (tags != null) {
            return Conditions.etagMatches(tags, etag);
        }
        String since = exchange.header("If-Modified-Since");
        return since != null && since.equals(HttpDates.format(entry.modified()));
    }

    /** A range is meant of the file that the client has begun; {@code If-Range} says which, as an entity tag or a date. */
    private boolean rangeStillMeant() {
        String condition = exchange.header("If-Range");
        return condition == null || condition.equals(etag) || condition.equals(HttpDates.format(entry.modified()));
    }

    private void copy(long first, long length) throws IOException {
        ByteBufferPool pool = exchange.request().getComponents().getByteBufferPool();
        RetainableByteBuffer pooled = pool.acquire((int) Math.min(BUFFER_BYTES, length), true);
        try {
            ByteBuffer buffer = pooled.getByteBuffer();
            FileChannel channel = file.channel();
            long position = first;
            long end = first + length;
            while (position < end) {
                position += copyPiece(channel, buffer, position, end);
            }
        } finally {
            pooled.release();
        }
    }

    /** One turn, in a method of its own for the JVM to compile. */
    private int copyPiece(FileChannel channel, ByteBuffer buffer, long position, long end) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
        int read = channel.read(buffer, position);
        if (read < 0) {
            throw new EOFException("the file became shorter while it was sent");
        }
        exchange.write(position + read == end, buffer.flip());
        return read;
    }

    static String rfc5987(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0;
            encoded.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
        }
        return encoded.toString();
    }
}
