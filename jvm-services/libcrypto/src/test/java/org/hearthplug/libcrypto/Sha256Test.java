// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Held to the JDK's hash byte for byte. */
class Sha256Test {
    @BeforeAll
    static void libraryIsThere() {
        assumeTrue(Sha256.create() instanceof Sha256, "this machine has no libcrypto.so.3");
    }

    @Test
    void isTheJdksHashInPiecesOfEveryKind() throws Exception {
        Random random = new Random(20261129);
        MessageDigest ours = Sha256.create();
        MessageDigest theirs = MessageDigest.getInstance("SHA-256");
        for (int round = 0; round < 500; round++) {
            for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
                byte[] bytes = new byte[random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(300)];
                random.nextBytes(bytes);
                theirs.update(bytes);
                feed(random.nextInt(4), ours, bytes);
            }
            if (random.nextInt(10) == 0) {
                ours.reset();
                theirs.reset();
            }
            assertThat(ours.digest()).isEqualTo(theirs.digest());
        }
    }

    private static void feed(int how, MessageDigest digest, byte[] bytes) {
        switch (how) {
            case 0 -> digest.update(bytes);
            case 1 -> digest.update(ByteBuffer.wrap(bytes));
            case 2 ->
                digest.update(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            default -> {
                for (byte b : bytes) {
                    digest.update(b);
                }
            }
        }
    }
}
