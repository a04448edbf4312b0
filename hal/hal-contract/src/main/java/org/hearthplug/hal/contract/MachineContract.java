// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.MainMemory;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.Thermal;
import org.junit.jupiter.api.Test;

/** {@link Board}, {@link Processor}, {@link Thermal} and {@link MainMemory}: there in any machine, and plausible. */
public interface MachineContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    @Test
    default void theBoardSaysWhoItIs() {
        Board.BoardIdentity identity = hardware().board().identity();
        assertThat(identity.model()).isNotBlank();
        assertThat(identity.kernelRelease()).matches("\\d+\\.\\d+.*");
        assertThat(identity.bootId()).isNotBlank();
        assertThat(hardware().board().uptime()).isPositive();
    }

    @Test
    default void timeDoesNotGoBack() {
        Duration first = hardware().board().uptime();
        assertThat(hardware().board().uptime()).isGreaterThanOrEqualTo(first);
    }

    @Test
    default void atLeastOneCoreIsOnlineAndNoneThatIsNotThere() {
        Processor.State state = hardware().processor().state();
        assertThat(state.online()).isBetween(1, state.cores());
    }

    @Test
    default void operatingPointsAscendAndHoldTheLimits() {
        for (Processor.FrequencyPolicy policy : hardware().processor().state().policies()) {
            assertThat(policy.minHz()).isPositive().isLessThanOrEqualTo(policy.maxHz());
            assertThat(policy.operatingPointsHz()).isSorted().doesNotHaveDuplicates();
            if (!policy.operatingPointsHz().isEmpty()) {
                assertThat(policy.minHz())
                        .isGreaterThanOrEqualTo(policy.operatingPointsHz().getFirst());
                assertThat(policy.maxHz())
                        .isLessThanOrEqualTo(policy.operatingPointsHz().getLast());
            }
            assertThat(policy.governor()).isNotBlank();
        }
    }

    @Test
    default void workedTimeNeverShrinksAndUsageIsAShare() {
        Processor.Times first = hardware().processor().times();
        Processor.Times second = hardware().processor().times();
        assertThat(second.busyTicks()).isGreaterThanOrEqualTo(first.busyTicks());
        assertThat(second.idleTicks()).isGreaterThanOrEqualTo(first.idleTicks());
        assertThat(second.busySince(first)).isBetween(0.0, 1.0);
        assertThat(second.busySince(new Processor.Times(0, 0))).isBetween(0.0, 1.0);
    }

    @Test
    default void memoryAddsUp() {
        MainMemory.State state = hardware().memory().state();
        assertThat(state.totalBytes()).isPositive();
        assertThat(state.availableBytes()).isBetween(0L, state.totalBytes());
        assertThat(state.swapFreeBytes()).isBetween(0L, state.swapTotalBytes());
    }

    @Test
    default void temperaturesAreThoseOfThisPlanet() {
        List<Thermal.Zone> zones = hardware().thermal().zones();
        assertThat(zones).extracting(Thermal.Zone::name).doesNotHaveDuplicates();
        for (Thermal.Zone zone : zones) {
            assertThat(zone.milliCelsius()).as(zone.name()).isBetween(-60_000, 160_000);
            assertThat(zone.type()).isNotBlank();
        }
    }
}
