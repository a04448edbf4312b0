// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hearthplug.plant.ActuatorFault;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.SensorFault;
import org.hearthplug.plant.Sensors;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.Traces;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No second above the limit at the wall: a sample of the matrix in every build, all of it under the tag "campaign". */
class GuaranteeTest {
    private static final String DRIFTED = "less and less";

    /** What a sensor that drifts by 30 mW a second hid at the wall at worst (2.1 W in 640 runs), and some. */
    private static final double DRIFT_WATTS = 2.5;

    static Stream<Arguments> everyTraceOnEveryBoard() {
        return Boards.all().stream()
                .flatMap(
                        board -> Traces.library(board).stream().map(trace -> Arguments.of(board.name(), trace.name())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyTraceOnEveryBoard")
    void holdsTheLimitAndTheTemperatureAndServesInTime(String boardName, String traceName) {
        BoardParameters board = Boards.named(boardName);
        RunResult result =
                Experiment.of(board, Traces.named(traceName, board), 11).run();
        assertThat(result.worstSecondWatts()).as(result.notices().toString()).isLessThanOrEqualTo(7.0);
        assertThat(result.hottestDie()).isLessThanOrEqualTo(80.5);
        assertThat(result.onTime()).isGreaterThan(0.97);
        assertThat(result.gigacycles()).isPositive();
        assertThat(result.notices()).as("an honest sensor").noneMatch(notice -> notice.contains(DRIFTED));
    }

    @ParameterizedTest
    @EnumSource(value = SensorFault.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIFTS_LOW")
    void holdsTheLimitThroughEverySensorFault(SensorFault fault) {
        SplittableRandom random = new SplittableRandom(fault.ordinal());
        for (BoardParameters board : Boards.all()) {
            Trace trace = Traces.library(board).get(random.nextInt(7));
            Experiment experiment =
                    Experiment.of(board, trace, random.nextInt(1000)).with(fault, random.nextDouble(5, 290));
            RunResult result = experiment.run();
            assertThat(result.worstSecondWatts())
                    .as(Campaign.describe(experiment, result))
                    .isLessThanOrEqualTo(7.0);
        }
    }

    /** Not covered but bounded: what is missing grows until no mix of instructions explains it. */
    @Test
    void aSensorThatDriftsIsFoundBeforeItHidesMoreThanAMixCould() {
        for (BoardParameters board : Boards.all()) {
            for (Trace trace : List.of(Traces.eveningStreaming(board), Traces.firstBackup(board))) {
                Experiment experiment = Experiment.of(board, trace, 21).with(SensorFault.DRIFTS_LOW, 120);
                RunResult result = experiment.run();
                assertThat(result.notices())
                        .as(Campaign.describe(experiment, result))
                        .anyMatch(notice -> notice.contains(DRIFTED));
                assertThat(result.worstSecondWatts()).isLessThanOrEqualTo(7.0 + DRIFT_WATTS);
                assertThat(result.secondsAbove()).isLessThan(40);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ActuatorFault.class)
    void holdsTheLimitThroughEveryActuatorFault(ActuatorFault fault) {
        SplittableRandom random = new SplittableRandom(100 + fault.ordinal());
        for (BoardParameters board : Boards.all()) {
            Trace trace = Traces.library(board).get(random.nextInt(7));
            Experiment experiment =
                    Experiment.of(board, trace, random.nextInt(1000)).with(fault, random.nextDouble(5, 290));
            RunResult result = experiment.run();
            assertThat(result.worstSecondWatts())
                    .as(Campaign.describe(experiment, result))
                    .isLessThanOrEqualTo(7.0);
        }
    }

    @Test
    void holdsTheLimitInHouseholdsThatNobodyDesigned() {
        for (BoardParameters board : Boards.all()) {
            for (int i = 0; i < 4; i++) {
                Experiment experiment = Experiment.of(board, Traces.unseen(board, 500 + i), i);
                RunResult result = experiment.run();
                assertThat(result.worstSecondWatts())
                        .as(Campaign.describe(experiment, result))
                        .isLessThanOrEqualTo(7.0);
            }
        }
    }

    @Test
    void holdsTheLimitWithNoSensorAtAllAndSaysModelled() {
        for (BoardParameters board : Boards.all()) {
            Experiment experiment =
                    Experiment.of(board, Traces.everythingAtOnce(board), 12).sensor(Sensors.NONE);
            RunResult result = experiment.run();
            assertThat(result.worstSecondWatts())
                    .as(Campaign.describe(experiment, result))
                    .isLessThanOrEqualTo(7.0);
            assertThat(result.gigacycles()).isPositive();
        }
    }

    @Test
    void linuxAloneDoesNotHoldTheLimit() {
        BoardParameters board = Boards.virtLab();
        Experiment experiment = Experiment.of(board, Traces.everythingAtOnce(board), 13);
        assertThat(experiment.run(new Baselines.StepWise(board)).secondsAbove()).isGreaterThan(60);
        assertThat(experiment.run(new Baselines.PowerAllocator(board)).secondsAbove())
                .isGreaterThan(60);
    }

    /** The bench's aim is 0.97 over three plugs of each board; this is the first of them. */
    @Test
    void doesNearlyAllTheWorkThatAnOracleDoesOnEachBoard() {
        for (BoardParameters board : Boards.all()) {
            double work = 0;
            double oracle = 0;
            for (Trace trace : Traces.library(board)) {
                Experiment experiment = Experiment.of(board, trace, 1);
                RunResult run = experiment.run();
                work += run.gigacycles();
                oracle += Oracle.best(experiment, run.heldPorts()).gigacycles();
            }
            assertThat(work / oracle).as(board.name()).isBetween(0.965, 1.0);
        }
    }

    @Test
    void aStepAllocatesNothingInTheSteadyState() {
        assertThat(OwnCost.measure(20_000, 5_000).bytesPerStep()).isLessThan(0.05);
    }

    @Test
    void theLoadStepDoesNotOvershootTheLimit() {
        StepResponse.Result result = StepResponse.run(3);
        assertThat(result.loadOvershootWatts()).isLessThanOrEqualTo(0);
        assertThat(result.budgetSettleSeconds()).isLessThan(4.0);
        assertThat(result.series().wall[352]).isLessThan(4.0);
    }

    @Test
    @Tag("campaign")
    void theWholeMatrix() {
        Campaign campaign = new Campaign();
        campaign.matrix(1, 20, true);
        campaign.print();
        assertThat(campaign.violations).isEmpty();
        assertThat(campaign.tallies.get("sensor " + SensorFault.DRIFTS_LOW).worst)
                .isLessThanOrEqualTo(7.0 + DRIFT_WATTS);
        assertThat(campaign.hottestAboveLimit()).isLessThanOrEqualTo(1.0);
    }
}
