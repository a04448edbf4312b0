// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;
import org.hearthplug.power.policy.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device behind a hub that switches its ports, or does not. */
class UsbPortsTest {
    private static final String CUT = "power 1-1 4 false";
    private static final String BACK = "power 1-1 4 true";

    @TempDir
    Path blocks;

    @TempDir
    Path boot;

    private UsbPorts over(ScriptedHub usb) {
        UsbPorts ports = new UsbPorts(usb, blocks, new CutPorts(boot));
        ports.scan();
        return ports;
    }

    private static ScriptedHub hub(Usb.Switching switching) {
        ScriptedHub usb = new ScriptedHub(switching);
        usb.plug(2);
        return usb;
    }

    private static int portOf(UsbPorts ports, String device) {
        int port = 0;
        while (!ports.device(port).equals(device)) {
            port++;
        }
        return port;
    }

    private static boolean has(UsbPorts ports, String device) {
        for (int port = 0; port < UsbPorts.SLOTS; port++) {
            if (ports.device(port).equals(device)) {
                return true;
            }
        }
        return false;
    }

    private static Observation observed(UsbPorts ports) {
        Observation seen = new Observation(UsbPorts.SLOTS, 0);
        ports.observe(seen, 0.1);
        return seen;
    }

    /** The device in the port that was cut, as the controller sees it, after the kernel's news were looked at. */
    private int cut(ScriptedHub usb, UsbPorts ports) {
        int port = portOf(ports, ScriptedHub.DEVICE);
        observed(ports);
        ports.cut(port);
        ports.scan();
        assertThat(usb.hasPower(4)).isFalse();
        return port;
    }

    @Test
    void aPortWhoseHubSwitchesItAloneIsCutAndItsDeviceKeepsItsPlace() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        assertThat(usb.done).containsExactly(CUT);
        Observation seen = observed(ports);
        assertThat(seen.present[port]).isTrue();
        assertThat(seen.powered[port]).isFalse();
        assertThat(seen.authorised[port]).isFalse();
        assertThat(ports.need(port)).as("nobody can ask it").isNull();
        assertThat(ports.known(port).name()).isEqualTo("USB 0001:0002");
        assertThat(ports.off(port)).isTrue();
    }

    @Test
    void aPortThatWasCutStaysCutWhateverMoves() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        for (int i = 0; i < 20; i++) {
            ports.scan();
            ports.cut(port);
            ports.authorise(port, i % 2 == 0);
            observed(ports);
        }
        usb.unplug();
        usb.plug(7);
        ports.scan();
        assertThat(usb.done).containsExactly(CUT);
        assertThat(ports.off(port)).isTrue();
    }

    @Test
    void withItsHubThePlaceIsGone() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        usb.hub(false);
        ports.scan();
        assertThat(observed(ports).present[port]).isFalse();
        usb.hub(true);
        ports.scan();
        assertThat(observed(ports).powered[portOf(ports, ScriptedHub.DEVICE)]).isTrue();
        ports.allPowerBack();
        assertThat(usb.done).as("the hub has given it by itself").containsExactly(CUT);
    }

    @Test
    void aDeviceComesBackToItsPlaceWithThePower() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        usb.holdArrivals(true);
        int port = cut(usb, ports);
        ports.powerBack(port);
        assertThat(usb.done).containsExactly(CUT, BACK);
        Observation expected = observed(ports);
        assertThat(expected.present[port]).isTrue();
        assertThat(expected.powered[port]).isTrue();
        assertThat(ports.need(port)).as("not before it is there").isNull();
        ports.scan();
        assertThat(portOf(ports, ScriptedHub.DEVICE)).isEqualTo(port);
        assertThat(ports.need(port)).isNotNull();
        assertThat(ports.authorised(port)).isFalse();
        ports.authorise(port, true);
        assertThat(observed(ports).authorised[port]).isTrue();
        ports.powerBack(port);
        assertThat(usb.count(BACK)).as("once").isEqualTo(1);
    }

    @Test
    void anotherDeviceInThePortIsNotTakenForTheOneBefore() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        usb.plug(7);
        ports.powerBack(port);
        ports.scan();
        assertThat(observed(ports).present[port]).isFalse();
        assertThat(portOf(ports, ScriptedHub.DEVICE)).isNotEqualTo(port);
    }

    @Test
    void whoWasUnpluggedMeanwhileIsExpectedForFiveSeconds() throws InterruptedException {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        usb.unplug();
        long before = System.nanoTime();
        ports.powerBack(port);
        ports.scan();
        assertThat(observed(ports).present[port]).isTrue();
        while (observed(ports).present[port]) {
            ports.scan();
            assertThat(System.nanoTime() - before).isLessThan(60_000_000_000L);
            Thread.sleep(50);
        }
        assertThat(System.nanoTime() - before).isGreaterThan(4_900_000_000L);
        assertThat(has(ports, ScriptedHub.DEVICE)).isFalse();
    }

    /** As after a crash: nobody gave it back, and another run reads what this one has written. */
    @Test
    void aLaterRunGivesBackWhatThisOneCutAndNothingElse() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        usb.switchedOff(2);
        cut(usb, over(usb));
        UsbPorts later = over(usb);
        assertThat(has(later, ScriptedHub.DEVICE)).isFalse();
        later.allPowerBack();
        later.scan();
        assertThat(usb.done).containsExactly(CUT, BACK);
        assertThat(usb.hasPower(2))
                .as("somebody else has switched that one off")
                .isFalse();
        assertThat(observed(later).powered[portOf(later, ScriptedHub.DEVICE)]).isTrue();
        over(usb).allPowerBack();
        assertThat(usb.count(BACK)).as("once").isEqualTo(1);
    }

    @Test
    void whatAnEarlierRunCutIsNotGivenToAHubThatCameAnew() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        cut(usb, over(usb));
        usb.hub(false);
        usb.hub(true);
        usb.switchedOff(4);
        over(usb).allPowerBack();
        assertThat(usb.done).containsExactly(CUT);
        assertThat(new CutPorts(boot).all()).isEmpty();
    }

    @Test
    void aDamagedRecordIsNoObstacle() throws IOException {
        Files.writeString(boot.resolve("cut-ports"), "1-1=\nx=y z\n1-1 9=a b\n1-1 3=1 2\n");
        ScriptedHub usb = hub(Usb.Switching.EACH);
        over(usb).allPowerBack();
        assertThat(usb.done).containsExactly("power 1-1 3 true");
    }

    @Test
    void withoutAdmissionAllHaveTheirPower() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        usb.holdArrivals(true);
        int port = cut(usb, ports);
        ports.admission(false);
        ports.allPowerBack();
        assertThat(usb.done).containsExactly(CUT, BACK);
        assertThat(observed(ports).present[port]).isFalse();
        ports.scan();
        assertThat(observed(ports).authorised[portOf(ports, ScriptedHub.DEVICE)])
                .isTrue();
    }

    /** The kernel may cut it yet: it is remembered, and given back. */
    @Test
    void anOrderThatTookTooLongCountsAsGiven() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = portOf(ports, ScriptedHub.DEVICE);
        usb.failing(HalException.Kind.TIMEOUT);
        assertThatThrownBy(() -> ports.cut(port)).isInstanceOf(HalException.class);
        assertThat(observed(ports).powered[port]).as("nobody knows yet").isTrue();
        ports.scan();
        assertThat(observed(ports).powered[port]).isFalse();
        usb.failing(null);
        ports.allPowerBack();
        assertThat(usb.hasPower(4)).isTrue();
    }

    @Test
    void anOrderThatWasRefusedLeavesNothingBehind() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = portOf(ports, ScriptedHub.DEVICE);
        usb.failing(HalException.Kind.DENIED);
        assertThatThrownBy(() -> ports.cut(port)).isInstanceOf(HalException.class);
        assertThat(observed(ports).powered[port]).isTrue();
        assertThat(new CutPorts(boot).all()).isEmpty();
    }

    @Test
    void aPortThatCannotBeGivenItsPowerIsTriedWithTheNextOccasion() {
        ScriptedHub usb = hub(Usb.Switching.EACH);
        UsbPorts ports = over(usb);
        int port = cut(usb, ports);
        usb.failing(HalException.Kind.BUSY);
        assertThatThrownBy(ports::allPowerBack).isInstanceOf(HalException.class);
        assertThatThrownBy(() -> ports.powerBack(port)).isInstanceOf(HalException.class);
        assertThat(observed(ports).powered[port]).isFalse();
        usb.failing(null);
        ports.allPowerBack();
        assertThat(usb.hasPower(4)).isTrue();
    }

    /** What draws on stays in sight: present, powered, and without a driver, so that the sensor's word is what counts. */
    @ParameterizedTest
    @EnumSource(value = Usb.Switching.class, mode = EnumSource.Mode.EXCLUDE, names = "EACH")
    void elsewhereTheDeviceIsHeldAndStaysInSight(Usb.Switching switching) {
        ScriptedHub usb = hub(switching);
        UsbPorts ports = over(usb);
        int port = portOf(ports, ScriptedHub.DEVICE);
        ports.cut(port);
        assertThat(usb.done).containsExactly("hold 1-1.4");
        Observation seen = observed(ports);
        assertThat(seen.present[port]).isTrue();
        assertThat(seen.powered[port]).isTrue();
        assertThat(seen.authorised[port]).isFalse();
        // The controller has held it already: not twice.
        ports.cut(port);
        assertThat(usb.done).hasSize(1);
        assertThat(List.of(ports.off(port), new CutPorts(boot).all().isEmpty())).containsExactly(false, true);
    }
}
