// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.Cards.Card;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
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

    private static final List<Ethernet.Mode> EEE_MODES =
            List.of(new Ethernet.Mode(100, Ethernet.Duplex.FULL), new Ethernet.Mode(1000, Ethernet.Duplex.FULL));

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
            tell("fan 2350");
            assertThat(reading(Quantity.FAN)).contains(2350L);
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

    private static Thermal.CoolingDevice cooling() {
        return HARDWARE.thermal().coolingDevices().stream()
                .filter(one -> one.type().startsWith("cpufreq-"))
                .findFirst()
                .orElseThrow();
    }

    private static int benchsCooling() {
        try {
            return Files.readString(BENCH)
                    .lines()
                    .filter(line -> line.startsWith("cooling "))
                    .mapToInt(line -> Integer.parseInt(line.substring("cooling ".length())))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Told to, and by the kernel's own governor above the trip. */
    @Test
    void theProcessorCoolsAsItIsToldAndAboveTheTrip() throws Exception {
        int before = zone().milliCelsius();
        Thermal.CoolingDevice processor = cooling();
        assertThat(processor.maxState()).isPositive();
        Thermal thermal = HARDWARE.thermal();
        try {
            thermal.cool(processor.name(), processor.maxState());
            assertThat(benchsCooling()).isEqualTo(processor.maxState());
            assertThat(cooling().state()).isEqualTo(processor.maxState());
            thermal.cool(processor.name(), 0);
            assertThat(benchsCooling()).isZero();
            assertThat(cooling().state()).isZero();
            int trip = zone().trips().stream()
                    .filter(one -> one.type().equals("passive"))
                    .findFirst()
                    .orElseThrow()
                    .milliCelsius();
            tell("temp " + (trip + 1000));
            await("being slowed by the kernel", () -> cooling().state() > 0);
            // The kernel lets go a step each time that it sees the zone colder than before.
            for (int colder = 1; cooling().state() > 0 && colder <= 20; colder++) {
                tell("temp " + (trip - 3000 - 500 * colder));
            }
            assertThat(cooling().state()).isZero();
            assertThat(benchsCooling()).isZero();
        } finally {
            tell("temp " + before);
            thermal.cool(processor.name(), 0);
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
            assertThat(button.active()).isTrue();
            assertThat(button.next(PATIENT).orElseThrow().active()).isTrue();
            tell("button 0");
            // Asked of the kernel: what it says is not taken from who waits for the change.
            assertThat(button.active()).isFalse();
            assertThat(button.next(PATIENT).orElseThrow().active()).isFalse();
        } finally {
            tell("button 0");
        }
    }

    private static Optional<Card> card(Cards.Kind kind) {
        return HARDWARE.cards().cards().stream()
                .filter(one -> one.kind() == kind)
                .findFirst();
    }

    @Test
    void anEmmcSaysWhoMadeItHowWornItIsAndKeepsWhatIsWritten() throws Exception {
        tell("card.wear 3 11 2");
        tell("card emmc");
        try {
            await(
                    "the card",
                    () -> card(Cards.Kind.MMC).flatMap(Card::blockDevice).isPresent());
            Card emmc = card(Cards.Kind.MMC).orElseThrow();
            assertThat(emmc.identity())
                    .contains(new Cards.Identity(
                            0x15, "0x0100", "BENCH1", 0x12345678L, Optional.of(YearMonth.of(2013, 5))));
            assertThat(emmc.bytes()).isEqualTo(4L << 20);
            assertThat(emmc.wear())
                    .contains(new Cards.Wear(OptionalInt.of(30), OptionalInt.of(110), OptionalInt.of(2)));
            Path device = Path.of("/dev", emmc.blockDevice().orElseThrow());
            byte[] image = SuperblockTest.image("ext2");
            await("its node", () -> Files.exists(device));
            Files.write(device, image, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            String name = emmc.blockDevice().orElseThrow();
            assertThat(HARDWARE.diskControl().confirmation(name)).contains("erase ext2 two");
            assertThat(HARDWARE.blockDevices().list())
                    .filteredOn(disk -> disk.name().equals(name))
                    .singleElement()
                    .satisfies(disk -> assertThat(disk.transport()).isEqualTo(BlockDevices.Transport.MMC));
        } finally {
            tell("card none");
        }
        await("its going", () -> card(Cards.Kind.MMC).isEmpty());
    }

    @Test
    void anSdioCardHasFunctionsAndNoMemory() throws Exception {
        tell("card sdio");
        try {
            await(
                    "the card",
                    () -> card(Cards.Kind.SDIO)
                            .filter(one -> one.functions().size() == 2)
                            .isPresent());
            Card sdio = card(Cards.Kind.SDIO).orElseThrow();
            assertThat(sdio.functions())
                    .containsExactly(
                            new Cards.SdioFunction(1, 0x1d6b, 0x0101, 3, Optional.empty()),
                            new Cards.SdioFunction(2, 0x1d6b, 0x0101, 7, Optional.empty()));
            assertThat(sdio.bytes()).isZero();
            assertThat(sdio.blockDevice()).isEmpty();
            assertThat(sdio.identity()).isEmpty();
            assertThat(sdio.wear()).isEmpty();
        } finally {
            tell("card none");
        }
        await("its going", () -> card(Cards.Kind.SDIO).isEmpty());
    }

    @Test
    void aPortSleepsBetweenPacketsOrDoesNot() throws Exception {
        tell("port eee");
        try {
            await(
                    "the port",
                    () -> HARDWARE.network().links().stream()
                            .anyMatch(link -> link.name().equals("bench0")));
            Ethernet ethernet = HARDWARE.ethernet();
            assertThat(ethernet.energyEfficient("bench0").enabled()).isFalse();
            ethernet.energyEfficient("bench0", true);
            assertThat(ethernet.energyEfficient("bench0"))
                    .isEqualTo(new Ethernet.EnergyEfficient(true, true, EEE_MODES, EEE_MODES));
            ethernet.energyEfficient("bench0", false);
            assertThat(ethernet.energyEfficient("bench0"))
                    .isEqualTo(new Ethernet.EnergyEfficient(false, false, List.of(), EEE_MODES));
        } finally {
            tell("port none");
        }
        HalException gone = catchThrowableOfType(
                HalException.class, () -> HARDWARE.ethernet().energyEfficient("bench0"));
        assertThat(gone.kind()).isEqualTo(HalException.Kind.GONE);
    }
}
