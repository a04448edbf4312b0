// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.Ethernet.Mode;
import org.hearthplug.hal.Ethernet.Modes;
import org.hearthplug.hal.Ethernet.Pause;
import org.hearthplug.hal.Ethernet.Wake;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.contract.Hand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A network card whose driver negotiates, in the plug: Intel's 82574L, driver e1000e. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugEthernetTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Ethernet ETHERNET = HARDWARE.ethernet();
    private static final long PATIENT_NANOS = 120_000_000_000L;
    private static String link;

    @BeforeAll
    static void findTheCard() throws IOException {
        try (var links = Files.list(Path.of("/sys/class/net"))) {
            link = links.filter(one -> driver(one).equals("e1000e"))
                    .map(one -> one.getFileName().toString())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String driver(Path link) {
        try {
            return link.resolve("device/driver").toRealPath().getFileName().toString();
        } catch (IOException none) {
            return "";
        }
    }

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT_NANOS);
            Thread.sleep(100);
        }
    }

    private static Network.Link state() {
        return HARDWARE.network().links().stream()
                .filter(one -> one.name().equals(link))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCableThatIsPulledIsTold() throws Exception {
        await("a carrier", () -> state().carrier());
        assertThat(state().speedMbps()).hasValue(1000);
        assertThat(ETHERNET.modes(link).duplex()).contains(Ethernet.Duplex.FULL);
        try {
            Hand.please("pull cable");
            await("its loss", () -> !state().carrier());
            assertThat(state().up()).isTrue();
            assertThat(state().speedMbps()).isEmpty();
        } finally {
            Hand.please("put cable");
        }
        await("its return", () -> state().carrier());
        assertThat(state().speedMbps()).hasValue(1000);
    }

    @Test
    void theSpeedThatIsAdvertisedIsLimitedAndLetGo() throws Exception {
        await("a carrier", () -> ETHERNET.modes(link).mbps().isPresent());
        Modes before = ETHERNET.modes(link);
        assertThat(before.autonegotiation()).isTrue();
        assertThat(before.supported())
                .contains(new Mode(1000, Ethernet.Duplex.FULL), new Mode(100, Ethernet.Duplex.FULL));
        try {
            ETHERNET.advertise(link, OptionalInt.of(100));
            assertThat(ETHERNET.modes(link).advertised()).isNotEmpty().allMatch(mode -> mode.mbps() <= 100);
            assertThat(failure(() -> ETHERNET.advertise(link, OptionalInt.of(5))))
                    .isEqualTo(Kind.OUT_OF_RANGE);
        } finally {
            ETHERNET.advertise(link, OptionalInt.empty());
        }
        assertThat(ETHERNET.modes(link).advertised()).isEqualTo(before.advertised());
        await("a carrier again", () -> ETHERNET.modes(link).mbps().isPresent());
    }

    @Test
    void pauseIsSetAndToldAgain() {
        Pause before = ETHERNET.pause(link);
        try {
            ETHERNET.pause(link, new Pause(false, false, true));
            assertThat(ETHERNET.pause(link)).isEqualTo(new Pause(false, false, true));
        } finally {
            ETHERNET.pause(link, before);
        }
        assertThat(ETHERNET.pause(link).negotiated()).isEqualTo(before.negotiated());
    }

    @Test
    void whatWakesItIsChosenAmongWhatItCan() {
        Ethernet.WakeOnLan before = ETHERNET.wakeOnLan(link);
        Set<Wake> wanted = before.supported().contains(Wake.MAGIC_PACKET) ? Set.of(Wake.MAGIC_PACKET) : Set.of();
        try {
            ETHERNET.wakeOnLan(link, wanted);
            assertThat(ETHERNET.wakeOnLan(link).on()).isEqualTo(wanted);
            assertThat(failure(() -> ETHERNET.wakeOnLan(link, Set.of(Wake.FILTER))))
                    .isEqualTo(Kind.UNSUPPORTED);
        } finally {
            ETHERNET.wakeOnLan(link, before.on());
        }
    }

    @Test
    void energyEfficiencyIsSaidToBeMissing() {
        // The 82574L has none; its driver serves others that have.
        assertThat(failure(() -> ETHERNET.energyEfficient(link))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure(() -> ETHERNET.energyEfficient(link, true))).isEqualTo(Kind.UNSUPPORTED);
    }
}
