// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Resumable;
import org.hearthplug.storage.ResumableUploads;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.HttpDates;
import org.hearthplug.web.http.Problem;

/**
 * {@code /api/v1/uploads}: files in pieces, by the tus protocol 1.0 with creation, expiration, termination and checksum. Where the file
 * goes is said in {@code Upload-Metadata}: {@code path} (from the first slash on), and if wanted {@code replace} and {@code modified}
 * (milliseconds since 1970). The answer to the last piece tells the file's tag.
 */
public final class UploadsEndpoint {
    private static final String VERSION = "1.0.0";
    private static final String EXTENSIONS = "creation,expiration,termination,checksum";
    private static final String ADDRESS = "/api/v1/uploads/";
    private static final int CHECKSUM_MISMATCH = 460;

    private final ResumableUploads uploads;
    private final Transfers transfers;

    /** Keeps its halves in these; shares the bound on transfers. */
    public UploadsEndpoint(ResumableUploads uploads, Transfers transfers) {
        this.uploads = uploads;
        this.transfers = transfers;
    }

    /** Answers one request: {@code rest} is what follows {@code /api/v1/uploads}. */
    public void serve(Exchange exchange, List<String> rest, Space space) throws IOException {
        exchange.set("Tus-Resumable", VERSION);
        String asked = exchange.method() + " " + rest.size();
        if (asked.equals("OPTIONS 0")) {
            exchange.set("Tus-Version", VERSION);
            exchange.set("Tus-Extension", EXTENSIONS);
            exchange.set("Tus-Checksum-Algorithm", String.join(",", TusHeaders.ALGORITHMS.keySet()));
            exchange.empty(204);
            return;
        }
        if (!VERSION.equals(exchange.header("Tus-Resumable"))) {
            throw new Problem(412, "This speaks tus " + VERSION + ". Send “Tus-Resumable: " + VERSION + "”.")
                    .header("Tus-Version", VERSION);
        }
        switch (asked) {
            case "POST 0" -> begin(exchange, space);
            case "HEAD 1" -> {
                Resumable known = find(space, rest.getFirst());
                exchange.set("Upload-Length", Long.toString(known.length()));
                exchange.set("Cache-Control", "no-store");
                tell(exchange, known.offset(), known.expires());
                exchange.empty(200);
            }
            case "PATCH 1" -> append(exchange, space, rest.getFirst());
            case "DELETE 1" -> {
                uploads.end(space.account(), rest.getFirst());
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "Uploads know OPTIONS, POST, HEAD, PATCH and DELETE. Use one of these.")
                        .header("Allow", "OPTIONS, POST, HEAD, PATCH, DELETE");
        }
    }

    private Resumable find(Space space, String id) throws IOException {
        return uploads.find(space.account(), id);
    }

    private static void tell(Exchange exchange, long offset, Instant expires) {
        exchange.set("Upload-Offset", Long.toString(offset));
        exchange.set("Upload-Expires", HttpDates.format(expires));
    }

    private void begin(Exchange exchange, Space space) throws IOException {
        exchange.readBody();
        long length = TusHeaders.length(exchange.header("Upload-Length"));
        Map<String, String> metadata = TusHeaders.metadata(exchange.header("Upload-Metadata"));
        String path = metadata.getOrDefault("path", "");
        if (!path.startsWith("/") || path.length() < 2) {
            throw new Problem(400, "Say where the file goes: “path” in “Upload-Metadata”, from the first slash on.");
        }
        Resumable begun = uploads.begin(
                space,
                FilePath.of(List.of(path.substring(1).split("/", -1))),
                metadata.containsKey("replace"),
                length,
                TusHeaders.modified(metadata.get("modified")));
        exchange.set("Location", ADDRESS + begun.id());
        tell(exchange, 0, begun.expires());
        exchange.empty(201);
    }

    private void append(Exchange exchange, Space space, String id) throws IOException {
        if (!"application/offset+octet-stream".equals(exchange.header("Content-Type"))) {
            throw new Problem(415, "Send the bytes as “application/offset+octet-stream”.");
        }
        long offset = TusHeaders.offset(exchange.header("Upload-Offset"));
        Optional<TusHeaders.Checksum> checksum = TusHeaders.checksum(exchange.header("Upload-Checksum"));
        find(space, id);
        transfers.during(() -> {
            try (ResumableUploads.Piece piece = resume(space, id)) {
                if (piece.offset() != offset) {
                    throw new Problem(
                            409, "The upload goes on at " + piece.offset() + ". Ask with HEAD and send from there.");
                }
                receive(exchange, piece, checksum);
                finish(exchange, piece);
            }
        });
    }

    private ResumableUploads.Piece resume(Space space, String id) throws IOException {
        try {
            return uploads.resume(space, id);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.PRECONDITION) {
                throw new Problem(423, e.getMessage());
            }
            throw e;
        }
    }

    /** What has come stays, even when the connection breaks: that is the point. A piece with a wrong sum does not. */
    private static void receive(Exchange exchange, ResumableUploads.Piece piece, Optional<TusHeaders.Checksum> checksum)
            throws IOException {
        if (checksum.isPresent()) {
            MessageDigest digest = checksum.get().digest();
            piece.untilChecked();
            exchange.eachChunk(bytes -> {
                digest.update(bytes.duplicate());
                piece.write(bytes);
            });
            if (!MessageDigest.isEqual(digest.digest(), checksum.get().wanted())) {
                throw new Problem(CHECKSUM_MISMATCH, "The bytes that came have another checksum. Send them again.");
            }
            piece.keep();
            return;
        }
        try {
            exchange.eachChunk(piece::write);
        } finally {
            piece.keep();
        }
    }

    private static void finish(Exchange exchange, ResumableUploads.Piece piece) throws IOException {
        Optional<Upload.Stored> stored = piece.finish();
        exchange.set("Upload-Offset", Long.toString(piece.offset()));
        stored.ifPresentOrElse(
                whole -> exchange.set("ETag", EntryJson.quoted(whole.entry().etag())),
                () -> exchange.set("Upload-Expires", HttpDates.format(piece.expires())));
        exchange.empty(204);
    }
}
