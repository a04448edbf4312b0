// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A P-256 public key as OpenSSH writes it (RFC 5656, section 3.1). */
final class SshLine {
    private static final String TYPE = "ecdsa-sha2-nistp256";

    /** An uncompressed point: 4, x, y. It ends a P-256 key's SubjectPublicKeyInfo. */
    private static final int POINT_BYTES = 65;

    private SshLine() {}

    /** Returns the line. @param spki the key as SubjectPublicKeyInfo, DER */
    static String of(byte[] spki) {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        part(blob, TYPE.getBytes(StandardCharsets.US_ASCII));
        part(blob, "nistp256".getBytes(StandardCharsets.US_ASCII));
        part(blob, Arrays.copyOfRange(spki, spki.length - POINT_BYTES, spki.length));
        return TYPE + " " + Base64.getEncoder().encodeToString(blob.toByteArray()) + " hearth-backup";
    }

    private static void part(ByteArrayOutputStream blob, byte[] bytes) {
        blob.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        blob.writeBytes(bytes);
    }
}
