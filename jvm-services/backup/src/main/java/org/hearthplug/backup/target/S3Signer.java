// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hearthplug.backup.ObjectId;

/** AWS Signature Version 4 for S3, in the Authorization header. The payload's hash is at hand: it is the file's name. */
final class S3Signer {
    /** SHA-256 of nothing. */
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String keyId;
    private final byte[] secret;
    private final String region;

    S3Signer(String keyId, char[] secret, String region) {
        this.keyId = keyId;
        this.secret = ("AWS4" + new String(secret)).getBytes(StandardCharsets.UTF_8);
        this.region = region;
    }

    /**
     * The headers to add to a request, Authorization among them.
     *
     * @param uri with its query already encoded as S3 wants it and ordered by name
     * @param extra further headers to sign, lower-case names
     */
    Map<String, String> sign(String method, URI uri, String payloadHash, Map<String, String> extra, Instant now) {
        String stamp = STAMP.format(now);
        TreeMap<String, String> signed = new TreeMap<>(extra);
        signed.put("host", uri.getRawAuthority());
        signed.put("x-amz-content-sha256", payloadHash);
        signed.put("x-amz-date", stamp);
        StringBuilder headers = new StringBuilder();
        signed.forEach((k, v) -> headers.append(k).append(':').append(v).append('\n'));
        String names = String.join(";", signed.keySet());
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        String canonical = String.join("\n", method, uri.getRawPath(), query, headers.toString(), names, payloadHash);
        String day = stamp.substring(0, 8);
        String scope = day + "/" + region + "/s3/aws4_request";
        String hash =
                ObjectId.hashOf(canonical.getBytes(StandardCharsets.UTF_8)).hex();
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, hash);
        byte[] key = hmac(hmac(hmac(hmac(secret, day), region), "s3"), "aws4_request");
        String signature = HexFormat.of().formatHex(hmac(key, toSign));
        signed.remove("host"); // java.net.http sets it.
        signed.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope + ",SignedHeaders=" + names + ",Signature="
                        + signature);
        return signed;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
