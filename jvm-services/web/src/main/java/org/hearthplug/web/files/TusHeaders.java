// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Problem;

/** The headers of the tus protocol 1.0; problem 400 with a sentence for each that cannot be understood. */
final class TusHeaders {
    /** The names of checksums, and what Java calls them. */
    static final Map<String, String> ALGORITHMS = new LinkedHashMap<>(Map.of("sha1", "SHA-1", "sha256", "SHA-256"));

    private static final int MAX_PAIRS = 16;

    private TusHeaders() {}

    /**
     * A checksum that a piece must have.
     *
     * @param digest computes it
     * @param wanted what it must be
     */
    record Checksum(MessageDigest digest, byte[] wanted) {}

    static long length(String header) {
        return number(header, "Upload-Length");
    }

    static long offset(String header) {
        return number(header, "Upload-Offset");
    }

    private static long number(String header, String name) {
        if (header == null || !header.matches("\\d{1,18}")) {
            throw new Problem(400, "“" + name + "” is a number of bytes. Send it.");
        }
        return Long.parseLong(header);
    }

    /** Reads pairs of a key and base 64, separated by commas; each key once. */
    static Map<String, String> metadata(String header) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (header == null || header.isBlank()) {
            return pairs;
        }
        for (String pair : header.split(",", -1)) {
            String[] parts = pair.strip().split(" ", -1);
            boolean sound = parts.length <= 2 && parts[0].matches("[\\x21-\\x2b\\x2d-\\x7e]{1,64}");
            if (!sound || pairs.containsKey(parts[0]) || pairs.size() >= MAX_PAIRS) {
                throw badMetadata();
            }
            pairs.put(parts[0], parts.length == 1 ? "" : utf8(decode(parts[1])));
        }
        return pairs;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw badMetadata();
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw badMetadata();
        }
    }

    private static Problem badMetadata() {
        return new Problem(
                400, "“Upload-Metadata” is pairs of a key and its value in base 64, with commas between. Check it.");
    }

    /** Reads milliseconds since 1970; what is none means that nobody knows. */
    static Instant modified(String text) {
        return text != null && text.matches("\\d{1,14}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.EPOCH;
    }

    static Optional<Checksum> checksum(String header) {
        if (header == null) {
            return Optional.empty();
        }
        String[] parts = header.strip().split(" ", -1);
        String algorithm = parts.length == 2 ? ALGORITHMS.get(parts[0]) : null;
        if (algorithm == null) {
            throw new Problem(400, "“Upload-Checksum” is “sha1” or “sha256”, a blank and base 64. Check it.");
        }
        try {
            return Optional.of(new Checksum(
                    MessageDigest.getInstance(algorithm), Base64.getDecoder().decode(parts[1])));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "The value in “Upload-Checksum” is not base 64. Check it.");
        }
    }
}
