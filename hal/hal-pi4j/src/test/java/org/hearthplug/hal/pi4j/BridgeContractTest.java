// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Sensors.Quantity;
import org.hearthplug.hal.Sensors.Reading;
import org.hearthplug.hal.contract.GpioContract;
import org.hearthplug.hal.contract.Uhid;
import org.hearthplug.hal.contract.UhidBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** GPIO and I2C over the kernel's drivers of a bridge that the test simulates below them. Pi4J has natives for ARM only. */
@Timeout(120)
class BridgeContractTest implements GpioContract {
    private static final int ADDRESS = 0x41;
    private static final int SHUNT_MICRO_OHMS = 10_000;

    private final Gpio gpio = new Pi4JGpio();
    private UhidBridge bridge;
    private String chip;
    private int bus;

    @BeforeEach
    void plugIn() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("aarch64") && Uhid.available(), "needs /dev/uhid on ARM");
        awaitGone();
        bridge = new UhidBridge();
        long deadlineNanos = System.nanoTime() + LONG.toNanos();
        Optional<String> found = Optional.empty();
        while (found.isEmpty() && System.nanoTime() < deadlineNanos) {
            Thread.sleep(20);
            found = UhidBridge.gpioChip();
        }
        chip = found.orElseThrow();
        bus = UhidBridge.i2cBus().orElseThrow();
    }

    /** The bridge of the test before leaves a moment after it was pulled. */
    private static void awaitGone() throws Exception {
        long deadlineNanos = System.nanoTime() + LONG.toNanos();
        while (UhidBridge.gpioChip().isPresent() && System.nanoTime() < deadlineNanos) {
            Thread.sleep(20);
        }
    }

    @AfterEach
    void pullOut() {
        if (bridge != null) {
            bridge.close();
        }
    }

    @Override
    public Gpio gpio() {
        return gpio;
    }

    @Override
    public String chip() {
        return chip;
    }

    @Override
    public void pullChip() {
        bridge.close();
    }

    private PowerMeter meter(PowerMeter.Chip kind) {
        return new PowerMeter("input", kind, bus, ADDRESS, SHUNT_MICRO_OHMS);
    }

    private Kind failure(PowerMeter meter) {
        return catchThrowableOfType(HalException.class, () -> new Pi4JPowerMeters(List.of()).read(meter))
                .kind();
    }

    @Test
    void anIna226IsRead() {
        int[] registers = bridge.chip(ADDRESS);
        registers[Ina2xx.MANUFACTURER] = Ina2xx.MANUFACTURER_TI;
        warmReading(meter(PowerMeter.Chip.INA219));
        // 5 V is 4000 steps of 1.25 mV; 600 mA through 10 mΩ is 6 mV, 2400 steps of 2.5 µV.
        registers[Ina2xx.BUS_VOLTAGE] = 4000;
        registers[Ina2xx.SHUNT_VOLTAGE] = 2400;
        List<Reading> readings = new Pi4JPowerMeters(List.of(meter(PowerMeter.Chip.INA226))).readings();
        assertThat(readings)
                .extracting(Reading::quantity, Reading::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Quantity.POWER, 3_000_000L),
                        org.assertj.core.groups.Tuple.tuple(Quantity.VOLTAGE, 5_000L),
                        org.assertj.core.groups.Tuple.tuple(Quantity.CURRENT, 600L));
    }

    @Test
    void anIna219IsRead() {
        int[] registers = bridge.chip(ADDRESS);
        // 5 V is 1250 steps of 4 mV above three bits of flags; 600 mA through 10 mΩ is 6 mV, 600 steps of 10 µV.
        registers[Ina2xx.BUS_VOLTAGE] = 1250 << 3 | 2;
        registers[Ina2xx.SHUNT_VOLTAGE] = 600;
        assertThat(warmReading(meter(PowerMeter.Chip.INA219)))
                .extracting(Reading::quantity, Reading::value)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Quantity.POWER, 3_000_000L),
                        org.assertj.core.groups.Tuple.tuple(Quantity.VOLTAGE, 5_000L),
                        org.assertj.core.groups.Tuple.tuple(Quantity.CURRENT, 600L));
    }

    @Test
    void anotherChipAtItsAddressIsNotTakenForOne() {
        bridge.chip(ADDRESS);
        assertThat(failure(meter(PowerMeter.Chip.INA226))).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void aChipThatDoesNotAnswerIsTypedAndLeftOutOfReadings() {
        assertThat(failure(meter(PowerMeter.Chip.INA219))).isIn(Kind.GONE, Kind.TIMEOUT);
        assertThat(new Pi4JPowerMeters(List.of(meter(PowerMeter.Chip.INA219))).readings())
                .isEmpty();
    }

    /** The first reading loads Pi4J, which takes a slow plug longer than the two seconds that a reading has. */
    private static List<Reading> warmReading(PowerMeter meter) {
        long deadlineNanos = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                return new Pi4JPowerMeters(List.of()).read(meter);
            } catch (HalException cold) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw cold;
                }
            }
        }
    }

    /** A bus that somebody has open holds up the kernel's thread that takes its bridge away. */
    @Test
    void aReadingLeavesNoBusOpen() throws IOException {
        bridge.chip(ADDRESS);
        assertThat(warmReading(meter(PowerMeter.Chip.INA219))).hasSize(3);
        assertThat(failure(meter(PowerMeter.Chip.INA226))).isEqualTo(Kind.MALFORMED);
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.map(BridgeContractTest::target)).noneMatch(file -> file.startsWith("/dev/i2c"));
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    @Test
    void aBusThatIsPulledIsGone() throws IOException {
        bridge.chip(ADDRESS);
        PowerMeter meter = meter(PowerMeter.Chip.INA219);
        assertThat(warmReading(meter)).hasSize(3);
        bridge.close();
        assertThat(failure(meter)).isIn(Kind.GONE, Kind.TIMEOUT);
    }
}
