// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Usb.Kind;
import org.hearthplug.hal.contract.BoardContract;
import org.hearthplug.hal.contract.ControlContract;
import org.hearthplug.hal.contract.MachineContract;
import org.hearthplug.hal.contract.NetworkContract;
import org.hearthplug.hal.contract.StorageContract;
import org.hearthplug.hal.contract.UsbContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts over a tree recorded in the lab's machine, and what exactly was plugged in then. */
class RecordedLabContractTest
        implements MachineContract, BoardContract, ControlContract, StorageContract, NetworkContract, UsbContract {
    @TempDir
    private Path root;

    private Hardware hardware;

    @BeforeEach
    void layOut() throws IOException {
        hardware = LinuxHardware.ofRecordedTree(RecordedTree.layOut("lab-virt", root));
    }

    @Override
    public Hardware hardware() {
        return hardware;
    }

    private Usb.Device device(String name) {
        return hardware.usb().devices().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTreeIsThatOfTheRecording() {
        assertThat(hardware.usb().devices())
                .extracting(Usb.Device::name)
                .containsExactly("usb1", "usb2", "usb3", "3-1", "3-1.1", "3-1.2", "3-3", "usb4");
        assertThat(hardware.usb().devices().subList(2, 7))
                .extracting(Usb.Device::kind)
                .containsExactly(Kind.HUB, Kind.HUB, Kind.INPUT, Kind.STORAGE, Kind.AUDIO);
    }

    @Test
    void aStickOnAHub() {
        Usb.Device stick = device("3-1.2");
        assertThat(stick.parent()).contains("3-1");
        assertThat(stick.vendorId()).isEqualTo(0x46f4);
        assertThat(stick.product()).contains("QEMU USB HARDDRIVE");
        assertThat(stick.serial()).contains("1-0000:00:02.0-1.2");
        assertThat(stick.speedKbps()).isEqualTo(12_000);
        assertThat(stick.functions()).containsExactly(new Usb.Function(0, 8, 6, 0x50, Optional.of("usb-storage")));
    }

    @Test
    void aHubOfARecordingDoesNotTellHowItSwitches() {
        assertThat(hardware.usb().switching("usb3")).isEqualTo(Usb.Switching.NOT_TOLD);
        assertThat(hardware.usb().switching("3-1")).isEqualTo(Usb.Switching.NOT_TOLD);
        assertThat(hardware.usb().switching("3-1.2")).isEqualTo(Usb.Switching.NONE);
    }

    @Test
    void aKeyboardAsksForAHundredMilliamps() {
        // bMaxPower 0x32 in QEMU's descriptor, at 2 mA each.
        assertThat(device("3-1.1").maxPowerMilliamps()).isEqualTo(100);
        assertThat(device("3-1.1").functions().getFirst().driver()).contains("usbhid");
    }

    @Test
    void theStickIsTheDiskThatThePageShows() {
        assertThat(hardware.blockDevices().list())
                .filteredOn(disk -> disk.name().equals("sda"))
                .singleElement()
                .satisfies(disk -> assertThat(disk.serial()).contains("1-0000:00:02.0-1.2"))
                .satisfies(disk -> assertThat(disk.bytes()).isEqualTo(64L << 20));
    }

    @Test
    void holdingWritesWhatTheKernelReads() {
        hardware.usb().hold("3-1.2");
        assertThat(device("3-1.2").authorized()).isFalse();
        hardware.usb().authorize("3-1.2");
        assertThat(device("3-1.2").authorized()).isTrue();
    }

    @Test
    void idleTimesOutOfRangeAreRefused() {
        for (Duration idle : List.of(Duration.ofSeconds(-1), Duration.ofDays(100))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    org.hearthplug.hal.HalException.class,
                                    () -> hardware.usb().autosuspend("3-1.2", Optional.of(idle)))
                            .kind())
                    .isEqualTo(org.hearthplug.hal.HalException.Kind.OUT_OF_RANGE);
        }
    }
}
