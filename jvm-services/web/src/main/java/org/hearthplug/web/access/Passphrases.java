// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.hearthplug.libcrypto.Argon2id;
import org.hearthplug.web.http.Problem;

/**
 * Argon2id (RFC 9106), one computation at a time, so that its memory is taken once however many people sign in. The parameters are
 * OWASP's first choice for little memory: 19 MiB, two passes, one lane; they fit beside everything else in a heap of 48 MiB.
 */
class Passphrases {
    static final int MEMORY_KIB = 19 * 1024;
    static final int PASSES = 2;
    private static final int MAX_MEMORY_KIB = 32 * 1024;
    private static final int MAX_PASSES = 8;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final long PATIENCE_SECONDS = 20;
    private static final Pattern STORED = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,3}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final Semaphore turn = new Semaphore(1, true);
    private final SecureRandom random = new SecureRandom();
    private final int memoryKib;
    private final int passes;

    Passphrases() {
        this(MEMORY_KIB, PASSES);
    }

    /** With other costs, for tests that are not about the cost. */
    Passphrases(int memoryKib, int passes) {
        this.memoryKib = memoryKib;
        this.passes = passes;
    }

    /** Returns the passphrase's hash in the PHC string format; blocks until its turn. */
    String hash(String passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = compute(passphrase, salt, memoryKib, passes);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    /** Returns whether the passphrase is the one; IllegalArgumentException when the stored text is none of ours. */
    boolean verify(String passphrase, String stored) {
        Matcher parts = STORED.matcher(stored);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an Argon2id hash of this version");
        }
        int memory = Integer.parseInt(parts.group(1));
        int rounds = Integer.parseInt(parts.group(2));
        if (memory < 8 || memory > MAX_MEMORY_KIB || rounds < 1 || rounds > MAX_PASSES) {
            throw new IllegalArgumentException("an Argon2id hash that costs more than this plug can spend");
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(3));
        byte[] expected = Base64.getDecoder().decode(parts.group(4));
        return MessageDigest.isEqual(expected, compute(passphrase, salt, memory, rounds));
    }

    /** Spends as much time as a verification, so that an unknown name cannot be told from a wrong passphrase. */
    void pretend(String passphrase) {
        compute(passphrase, new byte[SALT_BYTES], memoryKib, passes);
    }

    private byte[] compute(String passphrase, byte[] salt, int memory, int rounds) {
        awaitTurn();
        byte[] secret = Normalizer.normalize(passphrase, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        byte[] hash;
        try {
            Optional<byte[]> byLibrary = Argon2id.derive(secret, salt, memory, rounds, HASH_BYTES);
            if (byLibrary.isPresent()) {
                return byLibrary.get();
            }
            hash = computeInJava(secret, salt, memory, rounds);
        } finally {
            Arrays.fill(secret, (byte) 0);
            turn.release();
        }
        giveMemoryBack();
        return hash;
    }

    /** Where libcrypto has no Argon2. */
    static byte[] computeInJava(byte[] secret, byte[] salt, int memory, int rounds) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(rounds)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(secret, hash);
        return hash;
    }

    /**
     * The 19 MiB of Java's Argon2 would stay in the heap, and the grown heap in memory, until it fills up some day. Measured in the guest: 45 MB
     * more resident after a sign-in. A collection takes a tenth of a second and happens as often as people sign in.
     */
    private void giveMemoryBack() {
        if (memoryKib >= MEMORY_KIB && !turn.hasQueuedThreads()) {
            System.gc();
        }
    }

    private void awaitTurn() {
        try {
            if (turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(503, "Many people are signing in at once. Try again in a few seconds.").retryAfter(10);
    }
}
