// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlugTest {
    static java.util.List<BoardParameters> boards() {
        return Boards.all();
    }

    private static Plug busy(BoardParameters board, long seed) {
        Trace.Builder t = new Trace.Builder("busy", 60);
        int load = t.load(LoadSpec.compute("work", WorkClass.DEFERRABLE, 100, 4));
        t.burst(0, load, 1e6);
        Plug plug = new Plug(board, t.build(), seed, 7);
        plug.actuators().operatingPointCap(board.operatingPointsMhz().length - 1);
        return plug;
    }

    private static void run(Plug plug, double seconds) {
        for (int i = 0; i < seconds * 100; i++) {
            plug.step();
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother(BoardParameters board) {
        Plug one = busy(board, 1);
        Plug same = busy(board, 1);
        Plug other = busy(board, 2);
        run(one, 10);
        run(same, 10);
        run(other, 10);
        assertThat(one.meter().joule()).isEqualTo(same.meter().joule());
        assertThat(one.sensorWatts()).isEqualTo(same.sensorWatts());
        assertThat(one.meter().joule()).isNotEqualTo(other.meter().joule());
    }

    @ParameterizedTest
    @MethodSource("boards")
    void powerRisesWithTheOperatingPointAndWorkWithIt(BoardParameters board) {
        double formerWatts = 0;
        double formerWork = 0;
        for (int point = 0; point < board.operatingPointsMhz().length; point++) {
            Plug plug = busy(board, 3);
            plug.force(point, board.cores(), board.cores());
            run(plug, 2);
            assertThat(plug.meter().lastSecondWatts()).isGreaterThan(formerWatts);
            assertThat(plug.usefulGigacycles()).isGreaterThan(formerWork);
            formerWatts = plug.meter().lastSecondWatts();
            formerWork = plug.usefulGigacycles();
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyNumberNamesItsSource(BoardParameters board) {
        board.values().values().forEach(sourced -> assertThat(sourced.source()).isNotBlank());
        assertThat(board.sensor().source()).isNotBlank();
    }

    @Test
    void leakageGrowsWithHeat() {
        Plug cool = busy(Boards.zero2W(), 4);
        Trace.Builder t = new Trace.Builder("hot", 60).climate(40, 70);
        t.burst(0, t.load(LoadSpec.compute("work", WorkClass.DEFERRABLE, 100, 4)), 1e6);
        Plug hot = new Plug(Boards.zero2W(), t.build(), 4, 7);
        hot.actuators().operatingPointCap(4);
        run(cool, 5);
        run(hot, 5);
        assertThat(hot.dcWatts()).isGreaterThan(cool.dcWatts() + 0.05);
    }

    @Test
    void theDieSettlesWhereItsResistancesSay() {
        Plug plug = busy(Boards.zero2W(), 5);
        run(plug, 2000);
        double resistance = plug.truth(Quantity.DIE_TO_CASE_KELVIN_PER_WATT);
        double heat = plug.trialDieWatts(4, 4);
        assertThat(plug.trueDieCelsius() - plug.trueCaseCelsius()).isCloseTo(resistance * heat, offset(1.0));
        double inside = plug.wallWatts() - heat;
        double rise = (heat + inside) * plug.truth(Quantity.CASE_TO_AIR_KELVIN_PER_WATT);
        assertThat(plug.trueCaseCelsius() - 22).isCloseTo(rise, offset(2.5));
    }

    @Test
    void aDiskDrawsItsSurgeForItsTimeAndThenIdles() {
        Trace.Builder t = new Trace.Builder("disk", 20).plug(0, 0, UsbProfile.DISK_5W);
        Plug plug = new Plug(Boards.virtLab(), t.build(), 6, 7);
        plug.actuators().portPower(0, true);
        run(plug, 1);
        assertThat(plug.portWatts(0)).isBetween(0.1, 0.5);
        plug.actuators().authorise(0, true);
        run(plug, 1);
        assertThat(plug.portWatts(0)).isBetween(4.6, 5.2);
        assertThat(plug.ready(0)).isFalse();
        run(plug, 2);
        assertThat(plug.portWatts(0)).isBetween(0.7, 0.9);
        assertThat(plug.ready(0)).isTrue();
        plug.actuators().spinDown(0);
        run(plug, 0.1);
        assertThat(plug.portWatts(0)).isBetween(0.15, 0.25);
    }

    @Test
    void aHostileDeviceIsLimitedByThePortOnly() {
        Trace.Builder t = new Trace.Builder("hostile", 20).plug(0, 0, UsbProfile.HOSTILE_AT_ONCE);
        Plug plug = new Plug(Boards.virtLab(), t.build(), 7, 7);
        run(plug, 1);
        assertThat(plug.portWatts(0)).isZero();
        assertThat(plug.present(0)).isTrue();
        plug.actuators().portPower(0, true);
        run(plug, 0.2);
        assertThat(plug.portWatts(0)).isEqualTo(4.0);
        plug.actuators().allPorts(false);
        run(plug, 0.1);
        assertThat(plug.portWatts(0)).isZero();
    }

    @Test
    void interactiveWorkIsWorthlessAfterASecond() {
        Trace.Builder t = new Trace.Builder("late", 5);
        int page = t.load(LoadSpec.compute("page", WorkClass.INTERACTIVE, 1000, 1));
        t.burst(1, page, 10);
        Plug plug = new Plug(Boards.zero2W(), t.build(), 8, 7);
        run(plug, 5);
        assertThat(plug.done(page)).isLessThan(1);
        assertThat(plug.dropped(page)).isGreaterThan(9);
        assertThat(plug.done(page) + plug.dropped(page)).isCloseTo(10, offset(1e-6));
    }

    @Test
    void renegotiatingEthernetTakesTheLinkDown() {
        Plug plug = busy(Boards.beaglePlay(), 9);
        run(plug, 1);
        double before = plug.dcWatts();
        plug.actuators().ethernetMbit(100);
        plug.step();
        assertThat(plug.netCapacityMbit()).isZero();
        run(plug, 2);
        assertThat(plug.netCapacityMbit()).isEqualTo(90);
        assertThat(plug.dcWatts()).isLessThan(before - 0.15);
    }

    @Test
    void commandsTakeTheirTimeAndAFailedActuatorKeepsItsSetting() {
        Plug plug = busy(Boards.virtLab(), 10);
        run(plug, 0.1);
        plug.actuators().quotaMilliCores(500);
        plug.step();
        assertThat(plug.actuators().quotaCores()).isEqualTo(4);
        plug.step();
        assertThat(plug.actuators().quotaCores()).isEqualTo(0.5);
        plug.actuators().fail(ActuatorFault.PROCESSOR_QUOTA);
        plug.actuators().quotaMilliCores(4000);
        run(plug, 1);
        assertThat(plug.actuators().quotaCores()).isEqualTo(0.5);
    }
}
