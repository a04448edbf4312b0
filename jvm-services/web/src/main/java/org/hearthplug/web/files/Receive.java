// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** Stores a request's body as a file; answers only when it is durable. */
final class Receive {
    private static final Pattern SHA256 = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):");
    private static final Pattern ETAG = Pattern.compile("\"([^\"]*)\"");

    private final Exchange exchange;
    private final Space space;
    private final FilePath path;

    Receive(Exchange exchange, Space space, FilePath path) {
        this.exchange = exchange;
        this.space = space;
        this.path = path;
    }

    Upload.Stored store() throws IOException {
        return store(condition());
    }

    Upload.Stored store(Condition condition) throws IOException {
        refuseWhatWouldMislead();
        Optional<byte[]> wanted = wantedDigest();
        MessageDigest digest = wanted.isPresent() ? sha256() : null;
        try (Upload upload = space.upload(path, condition, exchange.announcedLength())) {
            exchange.eachPieces((pieces, length) -> {
                if (digest != null) {
                    for (ByteBuffer piece : pieces) {
                        digest.update(piece.duplicate());
                    }
                }
                upload.write(pieces, length);
            });
            exchange.requireNoSurplus();
            if (digest != null && !MessageDigest.isEqual(digest.digest(), wanted.get())) {
                throw new Problem(
                        400, "The bytes that came are not those of Content-Digest. Nothing was stored; send it again.");
            }
            keepTime(upload);
            return upload.commit();
        }
    }

    /** Synchronisers tell when a file was last changed (seconds since 1970), so that photos keep their time. */
    private void keepTime(Upload upload) {
        String seconds = exchange.header("X-OC-Mtime");
        if (seconds != null && seconds.matches("\\d{1,11}")) {
            upload.setModified(Instant.ofEpochSecond(Long.parseLong(seconds)));
            exchange.set("X-OC-MTime", "accepted");
        }
    }

    /** RFC 9110 section 14.5: a PUT with {@code Content-Range} is half a file and must not pass for a whole one. */
    private void refuseWhatWouldMislead() {
        if (exchange.header("Content-Range") != null) {
            throw new Problem(400, "A part of a file cannot be stored under its name. Send the whole file.");
        }
        String encoding = exchange.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Problem(415, "Files are stored as they come. Send the file without Content-Encoding.");
        }
    }

    private Condition condition() {
        String absent = exchange.header("If-None-Match");
        if (absent != null) {
            if (!absent.strip().equals("*")) {
                throw new Problem(
                        400, "An upload understands “If-None-Match: *” only. Use “If-Match” for a known version.");
            }
            return Condition.ABSENT;
        }
        String present = exchange.header("If-Match");
        if (present == null || present.strip().equals("*")) {
            return present == null ? Condition.NONE : Condition.PRESENT;
        }
        Matcher tag = ETAG.matcher(present.strip());
        if (!tag.matches()) {
            throw new Problem(400, "“If-Match” takes one entity tag in quotes. Copy it from the listing.");
        }
        return Condition.matches(tag.group(1));
    }

    private Optional<byte[]> wantedDigest() {
        String header = exchange.header("Content-Digest");
        if (header == null) {
            return Optional.empty();
        }
        Matcher parts = SHA256.matcher(header);
        if (!parts.find()) {
            throw new Problem(
                    400, "“Content-Digest” has no readable sha-256. Send it as sha-256=:base64:, or leave it out.");
        }
        return Optional.of(Base64.getDecoder().decode(parts.group(1)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
