// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.util.List;
import java.util.OptionalLong;
import org.hearthplug.hal.Processor;
import org.hearthplug.power.policy.PlugProfile;

/** The lab's board, as the power manager knows it: one core, two operating points. */
final class LabBoard {
    private LabBoard() {}

    static Processor.State processor() {
        Processor.FrequencyPolicy policy = new Processor.FrequencyPolicy(
                "policy0",
                OptionalLong.of(1_000_000_000L),
                600_000_000L,
                1_000_000_000L,
                600_000_000L,
                1_000_000_000L,
                List.of(600_000_000L, 1_000_000_000L),
                "schedutil",
                List.of("schedutil"));
        return new Processor.State(1, 1, List.of(policy));
    }

    static PlugProfile profile() {
        return BoardProfiles.of(List.of("linux,dummy-virt"), processor()).orElseThrow();
    }
}
