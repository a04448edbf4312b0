// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SensorJudgeTest {
    private static final SourceSpec METER = new SourceSpec(SourceKind.SUPPLY, 0.005, 0.01, 0.008, 0.001, 100, 80, 20);

    private final SplittableRandom random = new SplittableRandom(1);
    private final SensorJudge judge = new SensorJudge(METER);
    private long number;

    @BeforeEach
    void believed() {
        for (int i = 0; i < 20; i++) {
            judge.look(5 + 0.008 * random.nextGaussian(), ++number, 5, 5, 0);
        }
        assertThat(judge.believed()).isTrue();
    }

    private int periods(int count, double truth, double shown) {
        for (int i = 0; i < count; i++) {
            judge.look(shown + 0.008 * random.nextGaussian(), ++number, truth, truth, 0);
            if (!judge.believed()) {
                return i + 1;
            }
        }
        return count + 1;
    }

    @Test
    void staysBelievedForTenThousandHonestValues() {
        assertThat(periods(10_000, 5, 5)).isEqualTo(10_001);
    }

    @Test
    void silenceIsNoticedWithinAThirdOfASecond() {
        int i = 0;
        while (judge.believed()) {
            judge.look(5, number, 5, 5, 0);
            i++;
        }
        assertThat(i).isLessThanOrEqualTo(4);
        assertThat(judge.doubt()).isEqualTo(SensorJudge.Doubt.SILENT);
    }

    @Test
    void aStuckValueIsNoticedWithinASecond() {
        int i = 0;
        while (judge.believed()) {
            judge.look(5, ++number, 5, 5, 0);
            i++;
        }
        assertThat(i).isLessThanOrEqualTo(9);
        assertThat(judge.doubt()).isEqualTo(SensorJudge.Doubt.STUCK);
    }

    @Test
    void aFallWithoutACauseIsNoticedInTwoValues() {
        assertThat(periods(10, 5, 3.8)).isEqualTo(2);
        assertThat(judge.doubt()).isEqualTo(SensorJudge.Doubt.FELL);
    }

    @Test
    void aRiseIsBelieved() {
        assertThat(periods(10, 5, 9)).isEqualTo(11);
    }

    @Test
    void scatterIsNoticed() {
        int i = 0;
        while (judge.believed() && i < 1000) {
            judge.look(5 + 0.4 * random.nextGaussian(), ++number, 5, 5, 0);
            i++;
        }
        assertThat(i).isLessThan(60);
    }

    @Test
    void isBelievedAgainAfterThreeSecondsOfAgreement() {
        periods(5, 5, 3);
        for (int i = 0; i < 29; i++) {
            judge.look(5 + 0.008 * random.nextGaussian(), ++number, 5, 5, 0);
            assertThat(judge.believed()).isFalse();
        }
        judge.look(5.001, ++number, 5, 5, 0);
        assertThat(judge.believed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(SourceKind.class)
    void onlyTheModelIsNotMeasured(SourceKind kind) {
        assertThat(kind.measured()).isEqualTo(kind != SourceKind.MODEL);
    }

    @Test
    void aDeviceThatWentJustBeforeExplainsAFall() {
        assertThat(periods(10, 5, 3.8)).isLessThan(10);
        assertThat(judge.doubt()).isEqualTo(SensorJudge.Doubt.FELL);
        judge.explained(1.2);
        for (int i = 0; i < 8; i++) {
            judge.look(3.8 + 0.008 * random.nextGaussian(), ++number, 3.8, 3.8, 0);
        }
        assertThat(judge.believed()).isTrue();
    }

    @Test
    void aDeviceThatWentLongAfterwardsOrDrewLittleExplainsNothing() {
        assertThat(periods(10, 5, 3.8)).isLessThan(10);
        judge.explained(0.3);
        agrees(100);
        judge.explained(1.2);
        agrees(100);
        assertThat(judge.believed()).isFalse();
    }

    /** It shows what the model says, but the model with all that was known says more. */
    private void agrees(int count) {
        for (int i = 0; i < count; i++) {
            judge.look(3.8 + 0.008 * random.nextGaussian(), ++number, 3.8, 5, 5, 0);
        }
    }
}
