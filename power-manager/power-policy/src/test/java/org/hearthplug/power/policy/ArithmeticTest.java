// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private final PlugProfile.Supply supply = Plugs.profile().supply();

    @Test
    void theSupplyAndItsInverseAgree() {
        for (double dc = 0.1; dc < 10; dc += 0.1) {
            assertThat(supply.dc(supply.wall(dc))).isCloseTo(dc, offset(1e-9));
        }
    }

    @Test
    void aWorseSourceGetsAWiderMargin() {
        SourceSpec wall = new SourceSpec(SourceKind.SUPPLY, 0.005, 0.01, 0.008, 0.001, 100, 80, 20);
        SourceSpec shunt = new SourceSpec(SourceKind.SHUNT, 0.01, 0.008, 0.006, 0.005, 100, 70, 10);
        double best = Margins.targetDcWatts(supply, 7, wall, 9);
        double good = Margins.targetDcWatts(supply, 7, shunt, 9);
        double model = Margins.targetDcWatts(supply, 7, SourceSpec.model(), 0.8);
        assertThat(supply.wall(best)).isBetween(6.8, 7.0);
        assertThat(good).isLessThan(best);
        assertThat(model).isLessThan(good);
    }

    @Test
    void aReadingAtTheTargetMeansATruePowerBelowTheLimitForEveryErrorThatTheSourceAllows() {
        SourceSpec wall = new SourceSpec(SourceKind.SUPPLY, 0.005, 0.01, 0.008, 0.001, 100, 80, 20);
        double shown = supply.wall(Margins.targetDcWatts(supply, 7, wall, 0));
        assertThat((shown + 0.010) / 0.995).isLessThan(7.0);
    }

    @Test
    void theGuardAllowsWhatKeepsEverySecondBelowTheLimit() {
        SplittableRandom random = new SplittableRandom(3);
        WindowGuard guard = new WindowGuard();
        double[] past = new double[500];
        for (int i = 0; i < past.length; i++) {
            past[i] = Math.min(guard.allowance(7), random.nextDouble(0, 30));
            guard.add(past[i]);
            double sum = 0;
            for (int j = Math.max(0, i - 9); j <= i; j++) {
                sum += past[j];
            }
            assertThat(sum / 10).isLessThanOrEqualTo(7 + 1e-9);
        }
    }

    @Test
    void theCorrectionRisesAtOnceAndFallsSlowlyBelowTheModel() {
        Correction correction = new Correction();
        correction.update(2, 0.01, 0);
        assertThat(correction.watts()).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
            correction.update(-3, 0.01, 0);
        }
        assertThat(correction.watts()).isBetween(-0.4, 0.0);
        for (int i = 0; i < 1000; i++) {
            correction.update(-3, 0.01, 0);
        }
        assertThat(correction.watts()).isEqualTo(-0.4);
        correction.withoutSource();
        assertThat(correction.watts()).isZero();
    }

    @Test
    void aFlipLimiterTurnsRoundAtMostTwiceInARest() {
        SplittableRandom random = new SplittableRandom(4);
        FlipLimiter limiter = new FlipLimiter(0, 20);
        int rises = 0;
        int former = 0;
        for (int i = 0; i < 2000; i++) {
            int now = limiter.want(random.nextInt(5));
            rises += now > former ? 1 : 0;
            former = now;
        }
        assertThat(rises).isBetween(10, 2000 / 20);
    }

    @Test
    void aFlipLimiterSavesUpOneRiseAndKeepsItsRate() {
        FlipLimiter limiter = new FlipLimiter(4, 20, 100);
        int rises = 0;
        int former = 4;
        for (int i = 0; i < 3000; i++) {
            int now = limiter.want(former == 4 ? 1 : 4);
            if (now > former) {
                rises++;
                if (rises == 1) {
                    assertThat(i).as("periods until the first").isLessThan(25);
                }
            }
            former = now;
        }
        assertThat(rises).isBetween(28, 3000 / 100 + 1);
    }

    @Test
    void heatTakesWattsAwayBeforeTheLimitAndAMissingSensorCountsAsHot() {
        PlugProfile.Thermals thermals = new PlugProfile.Thermals(80, 62, 8);
        ThermalLimiter cool = new ThermalLimiter(thermals, 6);
        assertThat(cool.limitWatts(40, 35, 0.1)).isEqualTo(6);
        assertThat(cool.limiting()).isFalse();
        ThermalLimiter hot = new ThermalLimiter(thermals, 6);
        assertThat(hot.limitWatts(80, 58, 0.1)).isLessThan(3);
        ThermalLimiter blind = new ThermalLimiter(thermals, 6);
        assertThat(blind.limitWatts(Double.NaN, 40, 0.1)).isLessThan(6);
        ThermalLimiter warmCase = new ThermalLimiter(thermals, 6);
        assertThat(warmCase.limitWatts(50, 62, 0.1)).isLessThanOrEqualTo(0.31);
    }

    @Test
    void theThermalLoopHoldsASimulatedDieBelowItsLimitWithoutOscillating() {
        ThermalLimiter limiter = new ThermalLimiter(new PlugProfile.Thermals(80, 62, 8), 6);
        double die = 50;
        double highest = 0;
        double least = 99;
        double most = 0;
        for (int i = 0; i < 12_000; i++) {
            double watts = limiter.limitWatts(Math.rint(die * 2) / 2, 55, 0.1);
            die += (watts - (die - 55) / 9.2) / 6 * 0.1;
            highest = Math.max(highest, die);
            if (i > 6000) {
                least = Math.min(least, watts);
                most = Math.max(most, watts);
            }
        }
        assertThat(highest).isLessThan(80);
        assertThat(die).isGreaterThan(78.5);
        assertThat(most - least).isLessThan(0.4);
    }

    @Test
    void receiptsAddUp() {
        EnergyReceipts receipts = new EnergyReceipts(2);
        for (int i = 0; i < 36_000; i++) {
            receipts.add(0.1, 6, i % 4 != 0, 1.0, new double[] {2, 1});
        }
        assertThat(receipts.totalWattHours()).isCloseTo(6, offset(1e-6));
        assertThat(receipts.loadWattHours(0)).isCloseTo(2, offset(1e-6));
        assertThat(receipts.loadWattHours(1)).isCloseTo(1, offset(1e-6));
        assertThat(receipts.ownWattHours()).isCloseTo(3, offset(1e-6));
        assertThat(receipts.modelledShare()).isCloseTo(0.25, offset(1e-6));
        receipts.add(1, 1, true, 5, new double[] {1, 1});
        assertThat(receipts.ownWattHours()).isCloseTo(3, offset(1e-6));
    }

    @Test
    void whatNoServiceDidAndTheCardAreKeptApartAndNothingIsLost() {
        EnergyReceipts receipts = new EnergyReceipts(2);
        for (int i = 0; i < 600; i++) {
            receipts.add(0.1, 5, false, 1.5, new double[] {0.5, 0.25}, 1.75, 0.3);
        }
        assertThat(receipts.otherCoreSeconds()).isCloseTo(60, offset(1e-9));
        assertThat(receipts.otherJoule()).isCloseTo(90, offset(1e-9));
        assertThat(receipts.cardJoule()).isCloseTo(18, offset(1e-9));
        assertThat(receipts.loadCoreSeconds(0)).isCloseTo(30, offset(1e-9));
        double parts = receipts.loadJoule(0)
                + receipts.loadJoule(1)
                + receipts.otherJoule()
                + receipts.cardJoule()
                + receipts.ownJoule();
        assertThat(parts).isCloseTo(receipts.totalWattHours() * 3600, offset(1e-9));
    }

    @Test
    void aFigureThatIsNoneIsAGap() {
        EnergyReceipts receipts = new EnergyReceipts(1);
        receipts.add(1, 4, true, 1, new double[] {0});
        receipts.add(1, Double.NaN, true, 1, new double[] {0});
        receipts.add(1, 4, true, Double.NaN, new double[] {0});
        receipts.add(1, -3, true, 1, new double[] {0});
        assertThat(receipts.measuredJoule()).isEqualTo(4);
        assertThat(receipts.seconds()).isEqualTo(1);
    }

    @Test
    void thePeakIsTheHighestMeanOfASecond() {
        EnergyReceipts receipts = new EnergyReceipts(1);
        for (int i = 0; i < 100; i++) {
            receipts.add(0.1, i == 50 ? 8 : 4, true, 1, new double[] {0});
        }
        assertThat(receipts.takePeakWatts()).isCloseTo(4.4, offset(1e-9));
        assertThat(receipts.takePeakWatts()).isZero();
    }

    @Test
    void quietHoursMayCrossMidnightAndTheMonthsGoalBinds() {
        Milliwatts seven = new Milliwatts(7000);
        BudgetSettings budget =
                new BudgetSettings(seven, new Milliwatts(6000), new Milliwatts(4500), 22 * 60, 6 * 60, 3600);
        assertThat(budget.waitingWatts(12 * 60, 0, 1)).isEqualTo(6);
        assertThat(budget.waitingWatts(23 * 60, 0, 1)).isEqualTo(4.5);
        assertThat(budget.waitingWatts(60, 0, 1)).isEqualTo(4.5);
        assertThat(budget.waitingWatts(12 * 60, 3000, 200)).isEqualTo(3);
        assertThat(budget.waitingWatts(12 * 60, 4000, 200)).isZero();
        assertThatThrownBy(() -> new BudgetSettings(new Milliwatts(900), seven, seven, 0, 0, 0))
                .hasMessageContaining("between 3 and 15 W");
    }

    @Test
    void aDiskIsHeldWithASentenceThatSaysWhyAndWhatWouldHelp() {
        DeviceNeed disk = DeviceNeed.declared("Grandma's disk", DeviceNeed.Kind.DISK, 500);
        assertThat(Admission.fits(6, 0.8, disk.largestWatts())).isTrue();
        assertThat(Admission.fits(6, 1.8, disk.largestWatts())).isFalse();
        assertThat(Admission.held(supply, disk, 1.8, 6, 7))
                .contains("Grandma's disk")
                .contains("while it spins up")
                .contains("7.0 W")
                .contains("own power supply");
    }

    @Test
    void anUnknownDeviceIsNotTrustedAndTheReserveCoversWhatItMightDo() {
        DeviceNeed gadget = DeviceNeed.declared("gadget", DeviceNeed.Kind.OTHER, 100);
        assertThat(gadget.trusted()).isFalse();
        double reserve = Margins.reserveWatts(0, 5.5, 100, 100);
        assertThat(reserve).isGreaterThan(5.5 * 0.2);
        assertThat(Margins.reserveWatts(0, 5.5, 240, 200)).isGreaterThan(reserve);
        assertThat(Margins.reserveWatts(2, 0, 100, 100)).isLessThan(0.2);
    }
}
