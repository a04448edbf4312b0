// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.index.Thumbs;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** Small pictures: out as they are kept, in as browsers made them. */
public final class ThumbsEndpoint {
    private final Thumbs thumbs;

    /** Serves these. */
    public ThumbsEndpoint(Thumbs thumbs) {
        this.thumbs = thumbs;
    }

    void serve(Exchange exchange, Space space, FilePath path) throws IOException {
        if (path.isRoot()) {
            throw new Problem(404, "A small picture belongs to a file. Add its path to the address.");
        }
        switch (exchange.method()) {
            case "GET" -> send(exchange, space, path);
            case "PUT" -> keep(exchange, space, path);
            default ->
                throw new Problem(405, "Small pictures know GET and PUT. Use one of these.")
                        .header("Allow", "GET, PUT");
        }
    }

    /** Answers with the small picture of a file; problem 404 when there is none. */
    public void send(Exchange exchange, Space space, FilePath path) throws IOException {
        Everything.Spot spot = Everything.spot(space, path);
        byte[] picture = thumbs.find(spot.part().space(), spot.path())
                .orElseThrow(
                        () -> new Problem(404, "There is no small picture of this file yet. Use the file itself."));
        exchange.set("Cache-Control", "private, max-age=86400");
        exchange.send(200, picture[0] == 'R' ? "image/webp" : "image/jpeg", picture);
    }

    private void keep(Exchange exchange, Space space, FilePath path) throws IOException {
        Everything.Spot spot = Everything.spot(space, path);
        if (!spot.part().writable()) {
            throw new Problem(403, "You may look at this folder, not add to it. The picture was not kept.");
        }
        Entry entry = space.stat(path);
        String condition = exchange.header("If-Match");
        if (condition == null || !condition.equals('"' + entry.etag() + '"')) {
            throw new Problem(412, "The file is not the one that the picture was made from. Make it again.");
        }
        if (entry.type() != Entry.Type.FILE) {
            throw new Problem(409, "Only files have small pictures. Choose a file.");
        }
        byte[] picture = read(exchange);
        if (!Thumbs.isPicture(picture)) {
            throw new Problem(415, "A small picture is a JPEG or a WebP. Send one.");
        }
        if (space.spareBytes() < picture.length) {
            throw new Problem(507, "The disk is full. The picture was not kept.");
        }
        thumbs.keep(spot.part().space(), entry, picture);
        exchange.empty(204);
    }

    private static byte[] read(Exchange exchange) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(32 * 1024);
        exchange.eachChunk(chunk -> {
            if (all.size() + chunk.remaining() > Thumbs.MAX_BYTES) {
                throw new Problem(413, "A small picture has at most " + Thumbs.MAX_BYTES + " bytes. Make it smaller.");
            }
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            all.writeBytes(bytes);
        });
        return all.toByteArray();
    }
}
