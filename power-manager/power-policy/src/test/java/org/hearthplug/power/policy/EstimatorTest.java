// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {
    private final PowerModel model = new PowerModel(Plugs.profile(), 1);
    private final CoefficientEstimator estimator = new CoefficientEstimator(model);
    private final double[] terms = new double[PowerModel.TERMS];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void learnsAUnitThatDiffersFromNominal(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] truth = {random.nextDouble(0.9, 1.1), random.nextDouble(0.85, 1.15), random.nextDouble(0.8, 1.3), 1, 1
        };
        for (int i = 0; i < 3000; i++) {
            model.terms(Plugs.observation(random, 1, 0), terms);
            assertThat(estimator.update(terms, dot(truth) + random.nextGaussian() * 0.01, 0.01))
                    .isFalse();
        }
        double worst = 0;
        for (int i = 0; i < 200; i++) {
            model.terms(Plugs.observation(random, 1, 0), terms);
            worst = Math.max(worst, Math.abs(model.sum(terms) - dot(truth)));
        }
        assertThat(worst).isLessThan(0.08);
        assertThat(estimator.uncertaintyWatts(terms)).isLessThan(1.2);
    }

    @Test
    void coefficientsStayInTheirBoxWhateverTheSensorSays() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 5000; i++) {
            model.terms(Plugs.observation(random, 1, 0), terms);
            estimator.update(terms, random.nextDouble(-20, 20), 0.01);
            for (int term = 0; term < PowerModel.TERMS; term++) {
                assertThat(model.theta(term)).isBetween(0.6, 1.6);
            }
        }
    }

    @Test
    void doesNotDriftWhenNothingExcitesIt() {
        SplittableRandom random = new SplittableRandom(8);
        model.terms(Plugs.observation(random, 1, 0), terms);
        double truth = model.sum(terms) + 0.2;
        for (int i = 0; i < 200_000; i++) {
            estimator.update(terms, truth + random.nextGaussian() * 0.02, 0.02);
        }
        assertThat(model.sum(terms)).isCloseTo(truth, org.assertj.core.data.Offset.offset(0.03));
        for (int term = 0; term < PowerModel.TERMS; term++) {
            assertThat(model.theta(term)).isBetween(0.78, 1.35);
        }
    }

    @Test
    void isThrownAwayWhenItStopsExplainingTheSensor() {
        SplittableRandom random = new SplittableRandom(9);
        boolean discarded = false;
        for (int i = 0; i < 2000 && !discarded; i++) {
            model.terms(Plugs.observation(random, 1, 0), terms);
            discarded = estimator.update(terms, model.sum(terms) + (i < 500 ? 0 : 3), 0.01);
        }
        assertThat(discarded).isTrue();
        assertThat(model.theta(1)).isEqualTo(1);
    }

    @Test
    void survivesARebootAndRefusesNonsense() {
        SplittableRandom random = new SplittableRandom(10);
        for (int i = 0; i < 500; i++) {
            model.terms(Plugs.observation(random, 1, 0), terms);
            estimator.update(terms, 1.1 * model.sum(terms), 0.01);
        }
        double[] kept = estimator.export();
        PowerModel other = new PowerModel(Plugs.profile(), 1);
        CoefficientEstimator restored = new CoefficientEstimator(other);
        assertThat(restored.restore(kept)).isTrue();
        assertThat(other.theta(1)).isEqualTo(model.theta(1));
        kept[0] = 7;
        assertThat(restored.restore(kept)).isFalse();
        assertThat(restored.restore(new double[3])).isFalse();
    }

    private double dot(double[] truth) {
        double sum = 0;
        for (int i = 0; i < terms.length; i++) {
            sum += truth[i] * terms[i];
        }
        return sum;
    }
}
