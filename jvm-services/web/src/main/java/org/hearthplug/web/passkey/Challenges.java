// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What authenticators sign: random, for one purpose, for five minutes, once. A challenge carries its own end under a key that lives as long
 * as this process, so strangers who ask for challenges take no memory and push nobody's out; only those that were answered rightly are
 * remembered, until they would have ended. Safe for many threads.
 */
final class Challenges {
    /** How long a challenge can be answered. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int NONCE = 16;
    private static final int LENGTH = NONCE + Long.BYTES + 32;
    private static final int MAX_USED = 1024;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final LongSupplier nanoTime;
    private final long origin;
    private final Map<String, Long> used = new LinkedHashMap<>();

    Challenges(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** Returns a new challenge. @param purpose what it may be used for, whose, and by which name of the plug */
    byte[] make(String purpose) {
        ByteBuffer made = ByteBuffer.allocate(LENGTH);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        made.put(nonce).putLong(now() + LIFE.toNanos());
        made.put(mac(made.array(), purpose));
        return made.array();
    }

    /** Returns whether it is one of ours for this purpose, still lasts, and was not used; nothing is remembered yet. */
    boolean lasts(byte[] challenge, String purpose) {
        if (challenge.length != LENGTH) {
            return false;
        }
        byte[] mac = Arrays.copyOfRange(challenge, NONCE + Long.BYTES, LENGTH);
        return MessageDigest.isEqual(mac, mac(challenge, purpose)) && end(challenge) > now();
    }

    /** Uses a challenge up that {@link #lasts}; false when it was used before, or too many were in these minutes. */
    synchronized boolean use(byte[] challenge) {
        long now = now();
        used.values().removeIf(end -> end <= now);
        String nonce = HexFormat.of().formatHex(challenge, 0, NONCE);
        return used.size() < MAX_USED && used.putIfAbsent(nonce, end(challenge)) == null;
    }

    private static long end(byte[] challenge) {
        return ByteBuffer.wrap(challenge).getLong(NONCE);
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    private byte[] mac(byte[] challenge, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(challenge, 0, NONCE + Long.BYTES);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
