// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.Sensors.Quantity;
import org.hearthplug.hal.Sensors.Reading;
import org.hearthplug.hal.Thermal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the lab's bench (qemu/module) shows through the kernel's own interfaces is what the layer tells, in the plug. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugBenchTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Path BENCH = Path.of("/dev/hearth-bench");
    private static final Duration PATIENT = Duration.ofSeconds(120);

    private static void tell(String line) throws IOException {
        Files.writeString(BENCH, line + "\n", StandardOpenOption.WRITE);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT.toNanos());
            Thread.sleep(50);
        }
    }

    private static Optional<Long> reading(Quantity quantity) {
        return HARDWARE.sensors().readings().stream()
                .filter(one -> one.chip().equals("contract") && one.quantity() == quantity)
                .map(Reading::value)
                .findFirst();
    }

    @Test
    void aPowerSensorComesTellsAndGoes() throws Exception {
        tell("power.sensor contract");
        try {
            tell("power 4250000");
            tell("current 850");
            await("its power", () -> reading(Quantity.POWER).equals(Optional.of(4_250_000L)));
            assertThat(reading(Quantity.CURRENT)).contains(850L);
            tell("power 2000000");
            await("another power", () -> reading(Quantity.POWER).equals(Optional.of(2_000_000L)));
        } finally {
            tell("power.sensor none");
        }
        assertThat(reading(Quantity.POWER)).isEmpty();
    }

    private static Thermal.Zone zone() {
        return HARDWARE.thermal().zones().stream()
                .filter(one -> one.type().equals("hearth-bench"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aZoneTellsItsTemperatureAndTrips() throws Exception {
        int before = zone().milliCelsius();
        try {
            tell("temp 51500");
            await("its temperature", () -> zone().milliCelsius() == 51_500);
            assertThat(zone().trips()).hasSize(2);
        } finally {
            tell("temp " + before);
        }
    }

    @Test
    void aLampShowsWhatItWasTold() throws Exception {
        Leds leds = HARDWARE.leds();
        String name = "hearth:red:fault";
        String before = led(name);
        leds.set(name, 1);
        assertThat(led(name)).isNotEqualTo("0");
        leds.set(name, 0);
        assertThat(led(name)).isEqualTo("0");
        leds.set(name, before.equals("0") ? 0 : 1);
    }

    private static String led(String name) throws IOException {
        return Files.readString(BENCH)
                .lines()
                .filter(line -> line.startsWith("led " + name + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPressOfTheButtonIsHeard() throws Exception {
        Buttons buttons = HARDWARE.buttons();
        String name = buttons.list().stream()
                .filter(one -> one.label().contains("hearth-bench"))
                .findFirst()
                .orElseThrow()
                .name();
        try (Gpio.Input button = buttons.open(name)) {
            // Short: platformd's lamp blinks, and no more.
            tell("button 1");
            assertThat(button.next(PATIENT).orElseThrow().active()).isTrue();
            tell("button 0");
            assertThat(button.next(PATIENT).orElseThrow().active()).isFalse();
        } finally {
            tell("button 0");
        }
    }
}
