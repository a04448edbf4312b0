// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares as friends have them: on paper, typed back; and what people do wrong with them. */
class FriendSharesTest {
    /** Frozen: what is on people's paper must be read for ever. The words are those of sixteen zero bytes. */
    private static final String WORDS = RecoveryWords.of(new byte[16]);

    private static final List<String> FROZEN = List.of(
            "bahob-damuh-bahaf-basah-bihak-bisam-bohap-bosas-buhav-busib-mipam-lopin",
            "bahod-damuh-bamah-bimam-bomas-bumib-damih-dimim-domis-dumob-rikuv-jumup",
            "bahof-damuh-basak-bihas-busap-bohim-dosiv-duhih-disif-dahub-pifos-nakih");

    private final Random seeded = new Random(7);

    @TempDir
    Path folder;

    private static List<String> split(String words, int needed, int count) {
        return FriendShares.split(words, needed, count).stream()
                .map(FriendShare::text)
                .toList();
    }

    private static void refused(List<String> shares, String because) {
        assertThatThrownBy(() -> FriendShares.combine(shares))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(because);
    }

    /** Made by another program, with coefficients without chance: byte i of share n is the secret's, plus n times (i + 1). */
    @Test
    void thePaperOfTodayIsReadForEver() throws Exception {
        byte[] secret = Proquints.bytes(WORDS);
        for (int n = 1; n <= 3; n++) {
            FriendShare share = FriendShare.read(FROZEN.get(n - 1));
            byte[] value = new byte[FriendShare.VALUE_BYTES];
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (secret[i] ^ Shamir.times(n, i + 1));
            }
            assertThat(share).isEqualTo(new FriendShare(2, 3, n, 0x1234, value));
            assertThat(share.text()).isEqualTo(FROZEN.get(n - 1));
        }
        assertThat(FriendShares.combine(FROZEN.subList(1, 3))).isEqualTo(WORDS);
    }

    @Test
    void anySoManyOfTheFriendsHaveTheWords() {
        for (int count = 2; count <= Shamir.MOST; count++) {
            for (int needed = 2; needed <= count; needed++) {
                String words = RecoveryWords.make();
                List<String> shares = new ArrayList<>(split(words, needed, count));
                assertThat(shares).allSatisfy(s -> assertThat(s.length()).isEqualTo(71));
                Collections.shuffle(shares, seeded);
                assertThat(FriendShares.combine(shares.subList(0, needed))).isEqualTo(words);
                assertThat(FriendShares.combine(shares)).isEqualTo(words);
                refused(shares.subList(0, needed - 1), "It takes " + needed + " shares");
            }
        }
    }

    @Test
    void itIsTypedAsPeopleType() {
        String words = RecoveryWords.make();
        List<String> shares = split(words, 2, 3);
        String loud = " " + shares.get(2).toUpperCase(Locale.ROOT).replace("-", "  ") + " ";
        assertThat(FriendShares.combine(List.of("", loud, shares.get(0)))).isEqualTo(words);
    }

    @Test
    void mistakesAreNamed() {
        String words = RecoveryWords.make();
        List<String> shares = split(words, 3, 5);
        List<String> others = split(words, 3, 5);
        refused(List.of(), "No share");
        refused(List.of(words), "Share 1 is not whole");
        refused(List.of(shares.get(0), shares.get(1).substring(6)), "Share 2 is not whole");
        refused(List.of(shares.get(0), shares.get(1), shares.get(0)), "Shares 1 and 3 are the same");
        refused(List.of(shares.get(0), others.get(1), shares.get(2)), "another set");
        refused(List.of(shares.get(0), split(words, 2, 5).get(1)), "another set");
        refused(shares.subList(0, 2), "2 are here. Ask 1 more");
    }

    @Test
    void everyMistypedLetterIsSeen() {
        String share = split(RecoveryWords.make(), 2, 2).getFirst();
        int passed = 0;
        for (int i = 0; i < share.length(); i++) {
            for (char other : "bdfghjklmnprstvzaiou".toCharArray()) {
                String typed = share.substring(0, i) + other + share.substring(i + 1);
                if (!typed.equals(share) && readable(typed)) {
                    passed++;
                }
            }
        }
        assertThat(passed)
                .as("of some 650 mistakes that look like words, each passes with 1 in 65536")
                .isLessThan(2);
    }

    private static boolean readable(String typed) {
        try {
            FriendShare.read(typed);
            return true;
        } catch (FriendShare.NoShare e) {
            return false;
        }
    }

    /** A share made to look right: the check is no signature, but the ninth word is wrong with 65535 in 65536. */
    @Test
    void aForgedShareOpensNothing() throws Exception {
        List<String> shares = split(RecoveryWords.make(), 2, 3);
        FriendShare genuine = FriendShare.read(shares.get(1));
        byte[] bent = genuine.value().clone();
        bent[3] ^= 1;
        String forged = new FriendShare(2, 3, 2, genuine.set(), bent).text();
        refused(List.of(shares.get(0), forged), "do not fit together");
        refused(List.of(shares.get(1), forged), "not genuine");
    }

    @Test
    void whatCannotBeSplitIsRefused() {
        String words = RecoveryWords.make();
        for (long[] wrong : new long[][] {{1, 3}, {0, 0}, {4, 3}, {2, 17}, {1L << 32 | 2, 3}}) {
            assertThatThrownBy(() -> FriendShares.split(words, wrong[0], wrong[1]))
                    .isInstanceOf(Problem.class);
        }
        assertThatThrownBy(() -> FriendShares.split("another program's password", 2, 3))
                .hasMessageContaining("cannot be split");
    }

    @Test
    void aSecretIsNotShownByAccident() throws Exception {
        FriendShare share = FriendShare.read(FROZEN.getFirst());
        assertThat(share.toString()).isEqualTo("share 1 of set " + share.setName());
    }

    /** The way without a plug: the script that the page offers, on any computer with Python. */
    @Test
    void aLaptopPutsThemTogether() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        String words = RecoveryWords.make();
        List<String> shares = split(words, 3, 5);
        assertThat(script(shares.subList(2, 5))).isEqualTo(words);
        assertThat(script(shares)).isEqualTo(words);
        assertThat(script(shares.subList(0, 2))).contains("It takes 3 shares, and 2 are here");
        assertThat(script(List.of(shares.get(0), shares.get(0), shares.get(1)))).contains("same number");
        assertThat(script(List.of(shares.get(0), split(words, 3, 5).get(1)))).contains("another set");
        String first = shares.get(0);
        String bent = (first.charAt(0) == 'b' ? 'd' : 'b') + first.substring(1);
        assertThat(script(List.of(bent))).contains("mistyped");
        assertThat(script(List.of("nonsense"))).contains("not whole");
    }

    private String script(List<String> shares) throws Exception {
        Path file = folder.resolve("combine-shares.py");
        try (InputStream in =
                FriendShares.class.getResourceAsStream("/org/hearthplug/web/page/app/backup/combine-shares.py")) {
            Files.write(file, in.readAllBytes());
        }
        Process python = new ProcessBuilder("/usr/bin/python3", file.toString())
                .redirectErrorStream(true)
                .start();
        python.getOutputStream().write((String.join("\n", shares) + "\n").getBytes(StandardCharsets.UTF_8));
        python.getOutputStream().close();
        return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
