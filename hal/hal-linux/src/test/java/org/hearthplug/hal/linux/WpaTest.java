// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.WifiNetworks.Outcome;
import org.junit.jupiter.api.Test;

/** What wpa_supplicant says, as it said it in the lab. */
class WpaTest {
    private static final String JOINED =
            "<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=7 id_str=]";
    private static final String WRONG_KEY =
            "<3>CTRL-EVENT-SSID-TEMP-DISABLED id=7 ssid=\"Lab\" auth_failures=1 duration=10 reason=WRONG_KEY";
    private static final String SAE_REJECT =
            "<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=3 auth_transaction=2 status_code=1";
    private static final String NOT_FOUND = "<3>CTRL-EVENT-NETWORK-NOT-FOUND ";

    @Test
    void eachEndIsTold() {
        assertThat(verdict(JOINED)).contains(Outcome.JOINED);
        assertThat(verdict(JOINED.replace("id=7", "id=1")))
                .as("another network")
                .isEmpty();
        assertThat(verdict(WRONG_KEY)).contains(Outcome.WRONG_PASSPHRASE);
        assertThat(verdict(SAE_REJECT)).as("a lost frame").isEmpty();
        assertThat(verdict(SAE_REJECT, SAE_REJECT)).contains(Outcome.WRONG_PASSPHRASE);
        assertThat(verdict(NOT_FOUND, NOT_FOUND)).isEmpty();
        assertThat(verdict(NOT_FOUND, NOT_FOUND, NOT_FOUND)).contains(Outcome.NOT_FOUND);
        assertThat(verdict(WRONG_KEY.replace("WRONG_KEY", "AUTH_FAILED"))).contains(Outcome.REFUSED);
    }

    @Test
    void theEndOfTheTimeTellsWhatIsKnown() {
        assertThat(new WpaVerdict("7").atTheEnd()).isEqualTo(Outcome.TIMED_OUT);
        WpaVerdict silent = new WpaVerdict("7");
        silent.hear(NOT_FOUND);
        assertThat(silent.atTheEnd()).isEqualTo(Outcome.NOT_FOUND);
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        assertThat(
                        WpaReply.networks(
                                "network id / ssid / bssid / flags\n0\tLab WPA3 \\xc3\\xa9\tany\t[CURRENT]\n1\ta\\\"b\\\\\tany\t\n"))
                .isEqualTo(List.of(
                        new WpaReply.Network("0", "Lab WPA3 é", true), new WpaReply.Network("1", "a\"b\\", false)));
    }

    @Test
    void anythingElseIsHarmless() {
        Random random = new Random(20261125);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            String text = (i % 2 == 0 ? "<3>CTRL-EVENT-SSID-TEMP-DISABLED id=7 " : "x\n0\t\\")
                    + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            new WpaVerdict("7").hear(text);
            WpaReply.networks(text);
            WpaReply.of(text);
            WpaReply.change(text);
        }
    }

    @Test
    void withoutASupplicantItIsGoneAndWhatNoNetworkCanHaveIsRefused() {
        WpaNetworks networks = new WpaNetworks(Path.of("/nonexistent"));
        assertKind(HalException.Kind.GONE, networks::association);
        assertKind(HalException.Kind.GONE, () -> networks.join("Home", "a long secret", Duration.ofSeconds(1)));
        assertKind(HalException.Kind.OUT_OF_RANGE, () -> networks.join("", "a long secret", Duration.ofSeconds(1)));
        assertThatThrownBy(() -> networks.join("Home", "short\n1", Duration.ofSeconds(1)))
                .hasMessageNotContaining("short");
    }

    @Test
    void aResetKeyIsFoundAmongTheBits() {
        assertThat(LinuxButtons.hasKey("1000000 0 0 0 0 0 0", LinuxButtons.KEY_RESTART))
                .isTrue();
        assertThat(LinuxButtons.hasKey("10000000000000 0", LinuxButtons.KEY_RESTART))
                .isFalse();
        assertThat(LinuxButtons.hasKey("", LinuxButtons.KEY_RESTART)).isFalse();
        assertThat(LinuxButtons.hasKey("x y z x y z x", LinuxButtons.KEY_RESTART))
                .isFalse();
    }

    /** As EVIOCGKEY fills them: key 408 is the first bit of the 52nd byte. */
    @Test
    void aResetKeyIsDownWhenItsBitIs() {
        byte[] keys = new byte[96];
        assertThat(EvdevInput.isDown(keys)).isFalse();
        keys[51] = (byte) 0xFE;
        assertThat(EvdevInput.isDown(keys)).isFalse();
        keys[51] = 1;
        assertThat(EvdevInput.isDown(keys)).isTrue();
    }

    private static void assertKind(HalException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HalException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static Optional<Outcome> verdict(String... events) {
        WpaVerdict verdict = new WpaVerdict("7");
        Optional<Outcome> last = Optional.empty();
        for (String event : events) {
            last = verdict.hear(event);
        }
        return last;
    }
}
