// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any k of n, for all k ≤ n ≤ 16; the field against schoolbook division; the shares against Bouncy Castle and libgfshare. */
class ShamirTest {
    private static final int LENGTH = 18;
    private static final ShamirSecretSplitter.Algorithm SAME_FIELD = ShamirSecretSplitter.Algorithm.RSA;

    private final SecureRandom random = new SecureRandom();
    private final Random seeded = new Random(20_261_128);

    @TempDir
    Path folder;

    private byte[] secret() {
        byte[] secret = new byte[LENGTH];
        seeded.nextBytes(secret);
        return secret;
    }

    /** Polynomials as integers: multiplied, then divided with remainder, highest bit first. */
    private static int schoolbook(int a, int b) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            product ^= (b >> bit & 1) == 1 ? a << bit : 0;
        }
        for (int bit = 14; bit >= 8; bit--) {
            product ^= (product >> bit & 1) == 1 ? 0x11d << bit - 8 : 0;
        }
        return product;
    }

    @Test
    void theFieldIsTheSchoolbooks() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertThat(Shamir.times(a, b)).isEqualTo(schoolbook(a, b));
            }
            assertThat(Shamir.times(a, Shamir.inverse(a))).isEqualTo(a == 0 ? 0 : 1);
        }
    }

    private static byte[] combine(byte[][] shares, List<Integer> numbers) {
        return Shamir.combine(
                numbers.stream().mapToInt(n -> n).toArray(),
                numbers.stream().map(n -> shares[n - 1]).toArray(byte[][]::new));
    }

    private List<Integer> some(int count, int of) {
        List<Integer> all = new ArrayList<>(IntStream.rangeClosed(1, of).boxed().toList());
        java.util.Collections.shuffle(all, seeded);
        return all.subList(0, count);
    }

    @Test
    void anySoManyOpenItAndOneFewerDoesNot() {
        for (int count = 1; count <= Shamir.MOST; count++) {
            for (int needed = 1; needed <= count; needed++) {
                byte[] secret = secret();
                byte[][] shares = Shamir.split(secret, needed, count, random);
                for (int round = 0; round < 8; round++) {
                    assertThat(combine(shares, some(needed, count)))
                            .as("%d of %d", needed, count)
                            .isEqualTo(secret);
                    assertThat(combine(shares, some(seeded.nextInt(needed, count + 1), count)))
                            .isEqualTo(secret);
                    if (needed > 1) {
                        assertThat(combine(shares, some(needed - 1, count))).isNotEqualTo(secret);
                    }
                }
            }
        }
    }

    /** With one share too few, every value of the secret's byte stays equally likely: each is hit by just one value of the missing share. */
    @Test
    void oneTooFewTellsNothing() {
        byte[][] shares = Shamir.split(new byte[] {42}, 3, 5, random);
        boolean[] possible = new boolean[256];
        for (int missing = 0; missing < 256; missing++) {
            byte[] guess = Shamir.combine(new int[] {1, 4, 5}, new byte[][] {shares[0], shares[3], {(byte) missing}});
            possible[guess[0] & 0xff] = true;
        }
        assertThat(possible).doesNotContain(false);
    }

    @Test
    void bouncyCastleReadsOursAndWeReadBouncyCastles() throws IOException {
        for (int needed : new int[] {2, 3, 7, 16}) {
            byte[] secret = secret();
            byte[][] ours = Shamir.split(secret, needed, 16, random);
            ShamirSplitSecretShare[] some = some(needed, 16).stream()
                    .map(n -> new ShamirSplitSecretShare(ours[n - 1], n))
                    .toArray(ShamirSplitSecretShare[]::new);
            assertThat(ShamirSplitSecret.getInstance(SAME_FIELD, some).getSecret())
                    .isEqualTo(secret);
            ShamirSplitSecret theirs =
                    ShamirSecretSplitter.getInstance(SAME_FIELD, LENGTH, random).split(needed, 16);
            ShamirSplitSecretShare[] each = theirs.getSecretShares();
            byte[][] values = new byte[16][];
            for (int i = 0; i < values.length; i++) {
                values[i] = each[i].getEncoded();
            }
            assertThat(combine(values, some(needed, 16))).isEqualTo(theirs.getSecret());
        }
    }

    @Test
    void gfcombineReadsOursAndWeReadGfsplits() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gfsplit")), "apt-get install libgfshare-bin");
        byte[] secret = secret();
        byte[][] ours = Shamir.split(secret, 3, 5, random);
        List<String> command = new ArrayList<>(List.of("gfcombine", "-o", "whole"));
        for (int n : some(3, 5)) {
            Files.write(folder.resolve("ours.%03d".formatted(n)), ours[n - 1]);
            command.add("ours.%03d".formatted(n));
        }
        run(command);
        assertThat(Files.readAllBytes(folder.resolve("whole"))).isEqualTo(secret);

        Files.write(folder.resolve("theirs"), secret);
        run(List.of("gfsplit", "-n", "3", "-m", "5", "theirs"));
        TreeMap<Integer, byte[]> shares = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path share : all.filter(p -> p.toString().matches(".*/theirs\\.\\d+"))
                    .limit(3)
                    .toList()) {
                shares.put(Integer.parseInt(share.toString().replaceAll(".*\\.", "")), Files.readAllBytes(share));
            }
        }
        assertThat(Shamir.combine(
                        shares.keySet().stream().mapToInt(n -> n).toArray(),
                        shares.values().toArray(byte[][]::new)))
                .isEqualTo(secret);
    }

    private void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        for (int[] wrong : new int[][] {{0, 3}, {4, 3}, {2, 17}}) {
            org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                    .as(Arrays.toString(wrong))
                    .isThrownBy(() -> Shamir.split(new byte[1], wrong[0], wrong[1], random));
        }
    }
}
