// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.hal.contract.BoardContract;
import org.hearthplug.hal.contract.ControlContract;
import org.hearthplug.hal.contract.GuardContract;
import org.hearthplug.hal.contract.InPlug;
import org.hearthplug.hal.contract.MachineContract;
import org.hearthplug.hal.contract.NetworkContract;
import org.hearthplug.hal.contract.StorageContract;
import org.hearthplug.hal.contract.UsbContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contracts over the kernel that runs here: the builder's machine under Maven, the plug under {@code InPlug}. */
class ThisMachineContractTest
        implements MachineContract,
                BoardContract,
                ControlContract,
                StorageContract,
                NetworkContract,
                UsbContract,
                GuardContract {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();

    @Override
    public Hardware hardware() {
        return HARDWARE;
    }

    /** In the plug; nobody's own machine is armed or told another time. */
    @Override
    public Optional<String> spareWatchdog() {
        return spare(HARDWARE.watchdogs().list().stream()
                .filter(one -> one.stoppable() && !one.armed())
                .map(Watchdogs.Watchdog::name));
    }

    @Override
    public Optional<String> spareClock() {
        return spare(HARDWARE.realTimeClocks().list().stream().map(RealTimeClocks.Clock::name));
    }

    /** In the plug there must be one, or nothing was tried. */
    private static Optional<String> spare(Stream<String> names) {
        return InPlug.isHere() ? Optional.of(names.findFirst().orElseThrow()) : Optional.empty();
    }

    @Test
    @EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
    void thePlugHasAClockThatWakesItAndAGeneratorOfRandomNumbers() {
        assertThat(HARDWARE.realTimeClocks().list()).anyMatch(RealTimeClocks.Clock::wakes);
        assertThat(HARDWARE.random().source().orElseThrow().name()).startsWith("virtio_rng");
        assertThat(HARDWARE.random().read(16)).hasSize(16);
    }

    /** By the kernel's own table, which the layer does not read. */
    @Test
    @EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
    void thePlugsWayOutIsTheKernels() throws IOException {
        // Iface Destination Gateway Flags RefCnt Use Metric Mask …: addresses in hexadecimal, as the machine keeps
        // them.
        String[] kernels = Files.readAllLines(Path.of("/proc/net/route")).stream()
                .map(line -> line.split("\t"))
                .filter(words -> words[1].equals("00000000"))
                .findFirst()
                .orElseThrow();
        assertThat(HARDWARE.network().routes())
                .filteredOn(route -> route.destination().toString().equals("0.0.0.0/0"))
                .first()
                .isEqualTo(new Network.Route(
                        new Network.Address("0.0.0.0", 0),
                        Optional.of(dotted(kernels[2])),
                        kernels[0],
                        Long.parseLong(kernels[6]),
                        true));
    }

    private static String dotted(String hex) {
        int value = Integer.reverseBytes((int) Long.parseLong(hex, 16));
        return IntStream.of(24, 16, 8, 0)
                .mapToObj(shift -> Integer.toString(value >>> shift & 0xFF))
                .collect(Collectors.joining("."));
    }
}
