// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
    private static final double NOISE = 0.008;

    private final SplittableRandom random = new SplittableRandom(3);
    private final PowerModel model = new PowerModel(Plugs.profile(), 1);
    private final DriftDetector detector = new DriftDetector();
    private final Observation seen = new Observation(1, 1);
    private final double[] terms = new double[PowerModel.TERMS];
    private double mix = 1;
    private double drift;
    private int probes;
    private boolean wasProbing;

    @BeforeEach
    void busyAtTheHighestPoint() {
        seen.cores = 4;
        seen.busyCores = 3.5;
        seen.dieCelsius = 60;
        seen.ethernetMbit = 1000;
        seen.point = 3;
        assertThat(periods(300)).isFalse();
    }

    /** Lets so many periods pass, or fewer until the detector is convinced; a probe is obeyed. */
    private boolean periods(int count) {
        for (int i = 0; i < count; i++) {
            if (period()) {
                return true;
            }
        }
        return false;
    }

    private boolean period() {
        boolean probing = detector.probing();
        probes += probing && !wasProbing ? 1 : 0;
        boolean steady = probing == wasProbing;
        wasProbing = probing;
        seen.point = probing ? 0 : 3;
        model.terms(seen, terms);
        double watts = model.sum(terms) + (mix - 1) * terms[PowerModel.SWITCHING] + drift;
        return detector.look(model, terms, watts + NOISE * random.nextGaussian(), NOISE, steady);
    }

    @Test
    void anHonestSensorIsNeverAccused() {
        assertThat(periods(20_000)).isFalse();
        assertThat(probes).isZero();
    }

    @Test
    void aDriftUnderFullLoadIsFoundBeforeItIsHalfAWatt() {
        boolean found = false;
        while (!found && drift > -2) {
            drift -= 0.003;
            found = period();
        }
        assertThat(found).isTrue();
        assertThat(drift).isGreaterThan(-0.5);
        assertThat(probes).isBetween(1, 4);
    }

    @Test
    void aDriftAtRestIsFoundAtOnce() {
        seen.busyCores = 0.02;
        periods(50);
        drift = -0.25;
        assertThat(periods(40)).isTrue();
    }

    @Test
    void aLighterMixPassesAfterOneProbe() {
        mix = 0.82;
        assertThat(periods(600)).isFalse();
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void workThatComesAndGoesIsNotProbedEachTime() {
        mix = 0.85;
        for (int i = 0; i < 30; i++) {
            seen.busyCores = i % 2 == 0 ? 0.1 : 3.5;
            assertThat(periods(120)).isFalse();
        }
        assertThat(probes).isLessThanOrEqualTo(2);
    }

    @Test
    void aPortThatChangesForgetsNoDrift() {
        drift = -0.14;
        periods(100);
        detector.portChanged();
        periods(100);
        seen.busyCores = 0.02;
        drift = -0.3;
        assertThat(periods(60)).isTrue();
    }

    @Test
    void aHeavierMixIsTheReferenceFromThenOn() {
        mix = 1.15;
        assertThat(periods(400)).isFalse();
        mix = 0.95;
        assertThat(periods(600)).isFalse();
        assertThat(probes).isEqualTo(1);
    }
}
