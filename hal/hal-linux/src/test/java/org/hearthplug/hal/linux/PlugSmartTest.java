// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.DiskControl.Smart;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A disk that tells how it is, in the plug: QEMU's ATA disk behind the kernel's ahci and libata. And a stick that does not. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugSmartTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final DiskControl CONTROL = HARDWARE.diskControl();
    private static final long PATIENT_NANOS = 120_000_000_000L;

    private Disk disk;

    @BeforeEach
    void findTheDisk() {
        disk = HARDWARE.blockDevices().list().stream()
                .filter(one -> one.model().filter("HEARTH TELLS"::equals).isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDiskTellsHowItIs() {
        // What QEMU's disk has in its attributes; 197 and 198 it has not, and it has no log of statistics.
        assertThat(CONTROL.smart(disk.name()))
                .isEqualTo(new Smart(
                        Verdict.GOOD,
                        OptionalInt.of(31),
                        OptionalLong.of(1),
                        OptionalLong.of(0),
                        OptionalLong.of(0),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalInt.empty()));
    }

    @Test
    void aDiskThatRestsIsNotWokenToBeAsked() throws InterruptedException {
        CONTROL.rest(disk.name(), Optional.of(Duration.ofSeconds(1)));
        try {
            long began = System.nanoTime();
            while (!CONTROL.resting(disk.name())) {
                assertThat(System.nanoTime() - began).as("rest").isLessThan(PATIENT_NANOS);
                Thread.sleep(100);
            }
            HalException failure = catchThrowableOfType(HalException.class, () -> CONTROL.smart(disk.name()));
            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(CONTROL.resting(disk.name())).isTrue();
        } finally {
            CONTROL.rest(disk.name(), Optional.empty());
        }
    }

    @Test
    void aStickSaysThatItDoesNotTell() {
        String stick = HARDWARE.blockDevices().list().stream()
                .filter(one -> one.serial().equals(Optional.of(PlugStickTest.SERIAL)))
                .findFirst()
                .orElseThrow()
                .name();
        HalException failure = catchThrowableOfType(HalException.class, () -> CONTROL.smart(stick));
        assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
    }
}
