// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.hearthplug.hal.BoardProfile;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.WifiNetworks;
import org.junit.jupiter.api.Test;

/** Lamps, buttons, Wi-Fi networks and what a board's papers say. Lamps are only turned in the plug. */
public interface BoardContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    @Test
    default void lampsShowWhatTheyWereTold() {
        Leds leds = hardware().leds();
        for (Leds.Led lamp : leds.list()) {
            assertThat(lamp.brightness()).as(lamp.name()).isBetween(0, lamp.maxBrightness());
            if (InPlug.isHere()) {
                leds.set(lamp.name(), lamp.maxBrightness());
                assertThat(brightness(leds, lamp.name())).isEqualTo(lamp.maxBrightness());
                assertThat(failure(() -> leds.set(lamp.name(), lamp.maxBrightness() + 1)))
                        .isEqualTo(Kind.OUT_OF_RANGE);
                leds.set(lamp.name(), 0);
                assertThat(brightness(leds, lamp.name())).isZero();
            }
        }
        assertThat(failure(() -> leds.set("no:such:lamp", 0))).isEqualTo(Kind.GONE);
    }

    private static int brightness(Leds leds, String name) {
        return leds.list().stream()
                .filter(lamp -> lamp.name().equals(name))
                .mapToInt(Leds.Led::brightness)
                .findFirst()
                .orElse(-1);
    }

    @Test
    default void aButtonThatIsNotThereIsGone() {
        Buttons buttons = hardware().buttons();
        assertThat(buttons.list()).extracting(Buttons.Button::name).doesNotHaveDuplicates();
        assertThat(failure(() -> buttons.open("event999"))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> buttons.open("../event0"))).isEqualTo(Kind.GONE);
    }

    @Test
    default void whatNoNetworkCanBeIsRefusedAndTheRestIsTyped() {
        WifiNetworks networks = hardware().wifiNetworks();
        assertThat(failure(() -> networks.join("", "long enough", Duration.ofSeconds(1))))
                .isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(failure(() -> networks.join("Home", "short", Duration.ofSeconds(1))))
                .isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(failure(networks::known)).isIn(null, Kind.GONE);
    }

    @Test
    default void eachNumberOfAProfileHasItsSource() {
        BoardProfile profile = hardware().board().profile().orElse(null);
        if (profile != null) {
            assertThat(profile.parts()).noneMatch(part -> part.source().isBlank());
            assertThat(profile.limits()).noneMatch(limit -> limit.source().isBlank());
        }
        assertThat(InPlug.isHere() && profile == null)
                .as("a plug without a profile")
                .isFalse();
    }
}
