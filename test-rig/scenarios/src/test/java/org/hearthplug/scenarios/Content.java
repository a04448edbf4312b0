// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A file's bytes, made from a seed so that they can be told apart after a power cut. */
record Content(byte[] bytes) {
    static Content of(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return new Content(bytes);
    }

    String sha256() {
        return HexFormat.of().formatHex(hash());
    }

    /** The value of a {@code Content-Digest} header (RFC 9530). */
    String digestHeader() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash()) + ":";
    }

    private byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
