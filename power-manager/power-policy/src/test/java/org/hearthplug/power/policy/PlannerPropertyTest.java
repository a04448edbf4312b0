// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerPropertyTest {
    private static final int LOADS = 5;

    private final PlugProfile profile = Plugs.profile();
    private final PowerModel model = new PowerModel(profile, 0);

    /** Steps a planner through 300 random periods and checks each plan. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverPlansMoreThanTheBudgetUnlessTheBudgetIsBelowTheLeast(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Planner planner = new Planner(profile.processor(), LOADS);
        LoadClass[] classes = Plugs.classes(random, LOADS);
        Plan plan = new Plan(LOADS);
        Planner.Means means = new Planner.Means();
        for (int i = 0; i < 300; i++) {
            Observation seen = Plugs.observation(random, 0, LOADS);
            double watts = random.nextDouble(0, 6);
            double along = random.nextDouble(0, 2);
            planner.plan(model, seen, watts, watts, along, random.nextDouble(0, 2), classes, false, means, plan);
            double least = model.processorIdleWatts(0, plan.cores, seen.dieCelsius)
                    + Planner.LEAST_CORES * model.busyCoreWatts(0);
            assertThat(plan.processorWatts).isLessThanOrEqualTo(Math.max(watts, least) + 1e-9);
            assertThat(plan.quotaCores).isBetween(Planner.LEAST_CORES, (double) plan.cores);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void interactiveWorkMayUseTheWholeQuotaAndTheOthersOnlyWhatItLeaves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Planner planner = new Planner(profile.processor(), LOADS);
        LoadClass[] classes = Plugs.classes(random, LOADS);
        classes[0] = LoadClass.INTERACTIVE;
        Plan plan = new Plan(LOADS);
        for (int i = 0; i < 300; i++) {
            Observation seen = Plugs.observation(random, 0, LOADS);
            planner.plan(
                    model,
                    seen,
                    random.nextDouble(0, 6),
                    random.nextDouble(0, 6),
                    random.nextDouble(0, 2),
                    random.nextDouble(0, 2),
                    classes,
                    random.nextInt(5) == 0,
                    new Planner.Means(),
                    plan);
            double interactive = 0;
            for (int load = 0; load < LOADS; load++) {
                if (classes[load] == LoadClass.INTERACTIVE) {
                    assertThat(plan.allowanceCores[load])
                            .isEqualTo(plan.quotaCores)
                            .isGreaterThanOrEqualTo(Planner.LEAST_CORES);
                    interactive += seen.loadCores[load];
                }
            }
            for (int load = 0; load < LOADS; load++) {
                if (classes[load] != LoadClass.INTERACTIVE) {
                    assertThat(plan.allowanceCores[load])
                            .isLessThanOrEqualTo(Math.max(0, plan.quotaCores - interactive) + 1e-9);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void moreWattsNeverBuyLessWork(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
            Observation seen = Plugs.observation(random, 0, LOADS);
            double watts = random.nextDouble(0.5, 5.5);
            double less = settledRate(seen, watts);
            double more = settledRate(seen, watts + random.nextDouble(0, 1));
            assertThat(more).isGreaterThanOrEqualTo(less * 0.98 - 1e-9);
        }
    }

    /** Rate after the planner has come to rest; within the 2 % for which it does not move its operating point. */
    private double settledRate(Observation seen, double watts) {
        Planner planner = new Planner(profile.processor(), LOADS);
        LoadClass[] classes = Plugs.classes(new SplittableRandom(1), LOADS);
        Plan plan = new Plan(LOADS);
        for (int i = 0; i < 150; i++) {
            planner.plan(model, seen, watts, watts, 0, 0, classes, false, new Planner.Means(), plan);
        }
        return plan.quotaCores * profile.processor().mhz()[plan.point];
    }

    @Test
    void theOperatingPointRisesAtMostOnceInItsRestWhateverHappens() {
        SplittableRandom random = new SplittableRandom(31);
        Planner planner = new Planner(profile.processor(), LOADS);
        LoadClass[] classes = Plugs.classes(random, LOADS);
        Plan plan = new Plan(LOADS);
        int former = 0;
        int lastRise = -Planner.POINT_REST;
        for (int i = 0; i < 2000; i++) {
            planner.plan(
                    model,
                    Plugs.observation(random, 0, LOADS),
                    random.nextDouble(0.2, 6),
                    6,
                    0,
                    0,
                    classes,
                    false,
                    new Planner.Means(),
                    plan);
            if (plan.wantedPoint > former) {
                assertThat(i - lastRise).isGreaterThanOrEqualTo(Planner.POINT_REST);
                lastRise = i;
            }
            former = plan.wantedPoint;
        }
        assertThat(lastRise).isPositive();
    }

    @Test
    void countsAsIfAQuotaThatIsNotKeptWereNotThere() {
        SplittableRandom random = new SplittableRandom(41);
        Planner planner = new Planner(profile.processor(), LOADS);
        Planner.Means means = new Planner.Means();
        means.quotaObeys = false;
        Plan plan = new Plan(LOADS);
        Observation seen = Plugs.observation(random, 0, LOADS);
        seen.dieCelsius = 50;
        for (double watts = 0.6; watts < 6; watts += 0.1) {
            planner.plan(model, seen, watts, watts, 0, 0, Plugs.classes(random, LOADS), false, means, plan);
            double full =
                    model.processorIdleWatts(plan.point, plan.cores, 50) + plan.cores * model.busyCoreWatts(plan.point);
            assertThat(full).isLessThanOrEqualTo(watts + 1e-9);
        }
    }

    @Test
    void aShortShortageCostsNoCoreAndALongOneDoes() {
        Planner planner = new Planner(profile.processor(), LOADS);
        Plan plan = new Plan(LOADS);
        Observation seen = Plugs.observation(new SplittableRandom(51), 0, LOADS);
        seen.dieCelsius = 70;
        rest(planner, seen, 3, 60, plan);
        assertThat(plan.wantedCores).isEqualTo(4);
        double tight = model.processorIdleWatts(0, 4, 70) + 1.2 * model.busyCoreWatts(0);
        rest(planner, seen, tight, 30, plan);
        assertThat(plan.wantedCores).as("after 3 s").isEqualTo(4);
        rest(planner, seen, tight, 100, plan);
        assertThat(plan.wantedCores).as("after 13 s").isLessThan(4);
    }

    private void rest(Planner planner, Observation seen, double watts, int periods, Plan plan) {
        LoadClass[] classes = Plugs.classes(new SplittableRandom(1), LOADS);
        for (int i = 0; i < periods; i++) {
            planner.plan(model, seen, watts, watts, 0, 0, classes, false, new Planner.Means(), plan);
        }
    }

    /**
     * A plug whose disks draw in proportion to the processor's cycles, up to what they can. Not knowing that, a planner that is given watts for
     * more cycles overshoots by what the disks then draw, falls back, and does so for ever.
     */
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68})
    void whatDisksDrawWithTheCyclesIsCountedWithThem(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double most = random.nextDouble(0.5, 3);
        double perMegacycle = random.nextDouble(0.0002, 0.0015);
        double watts = random.nextDouble(2, 5);
        Planner planner = new Planner(profile.processor(), LOADS);
        LoadClass[] classes = Plugs.classes(random, LOADS);
        Plan plan = new Plan(LOADS);
        Observation seen = Plugs.observation(random, 0, LOADS);
        seen.dieCelsius = 60;
        seen.cores = 4;
        seen.capInForce = 0;
        seen.quotaCores = 0.25;
        double cycles = 0;
        double megacycles = 0;
        for (int i = 0; i < 400; i++) {
            seen.point = seen.capInForce;
            seen.busyCores = Math.min(seen.quotaCores, seen.cores);
            megacycles = seen.busyCores * profile.processor().mhz()[seen.point];
            double along = Math.min(most, perMegacycle * megacycles);
            double drawn = model.processorIdleWatts(seen.point, seen.cores, 60)
                    + model.busyCoreWatts(seen.point) * seen.busyCores
                    + along;
            assertThat(drawn).as("period %d", i).isLessThanOrEqualTo(watts + 1e-6);
            cycles += i < 200 ? 0 : megacycles;
            planner.plan(
                    model,
                    seen,
                    watts - along,
                    watts - along,
                    along,
                    most - along,
                    classes,
                    false,
                    new Planner.Means(),
                    plan);
            seen.capInForce = plan.point;
            seen.cores = plan.cores;
            seen.quotaCores = plan.quotaCores;
        }
        assertThat(cycles / 200).isGreaterThan(0.97 * best(watts, perMegacycle, most));
    }

    private double best(double watts, double perMegacycle, double most) {
        double best = 0;
        for (int n = 1; n <= 4; n++) {
            for (int p = 0; p < profile.processor().mhz().length; p++) {
                for (double quota = n; quota > 0.25; quota -= 0.005) {
                    double megacycles = quota * profile.processor().mhz()[p];
                    double drawn = model.processorIdleWatts(p, n, 60)
                            + model.busyCoreWatts(p) * quota
                            + Math.min(most, perMegacycle * megacycles);
                    if (drawn <= watts) {
                        best = Math.max(best, megacycles);
                        break;
                    }
                }
            }
        }
        return best;
    }
}
