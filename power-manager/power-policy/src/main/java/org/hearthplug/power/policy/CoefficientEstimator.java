// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Learns the coefficients of {@link PowerModel}: recursive least squares as a Kalman filter whose coefficients walk slowly at random, in a
 * box. A coefficient never leaves what a unit off the line can be, and is drawn back to nominal when nothing excites it. The covariance
 * never exceeds the prior, so that it cannot wind up. When the learned model stops explaining the sensor it is thrown away.
 */
public final class CoefficientEstimator {
    private static final int N = PowerModel.TERMS;
    /**
     * Variance that a period adds, as a share of the prior variance. Board, leakage and links are forgotten in an hour without news; the
     * watts of a busy core follow another mix of work within seconds.
     */
    private static final double[] WALK = {1.0 / 36_000, 1.0 / 150, 1.0 / 36_000, 1.0 / 36_000, 1.0 / 6000};

    /** Pull to nominal in a period: an hour, too. */
    private static final double PULL = 1.0 / 36_000;
    /** Deviation that the work itself adds to the sensor's noise, in W: one mix of instructions is not like another. */
    private static final double WORK_WATTS = 0.15;

    private static final double EXPLAIN_DECAY = 0.98;
    /** Mean absolute residual, in W, beyond which the model no longer explains the sensor. */
    private static final double UNEXPLAINED_WATTS = 0.45;

    private static final double[] LOW = {0.85, 0.78, 0.60, 0.70, 0.85};
    private static final double[] HIGH = {1.15, 1.35, 1.60, 1.40, 1.15};
    private static final double[] PRIOR = {0.10, 0.12, 0.30, 0.20, 0.12};

    private final PowerModel model;
    private final double[] covariance = new double[N * N];
    private final double[] gain = new double[N];
    private final double[] direction = new double[N];
    private double residual;
    private long updates;
    private int discards;

    /** Learns for that model. */
    public CoefficientEstimator(PowerModel model) {
        this.model = model;
        reset();
    }

    /** Back to nominal coefficients and full uncertainty. */
    public void reset() {
        for (int i = 0; i < N; i++) {
            model.theta()[i] = 1;
            for (int j = 0; j < N; j++) {
                covariance[i * N + j] = i == j ? PRIOR[i] * PRIOR[i] : 0;
            }
        }
        residual = 0;
        updates = 0;
    }

    /**
     * What was learned of late may come from a sensor that lied: no coefficient stays below nominal, and all are as uncertain as on the
     * first day. What a unit was found to draw beyond nominal it is taken to draw still.
     */
    public void distrust() {
        for (int i = 0; i < N; i++) {
            model.theta()[i] = Math.max(1, model.theta()[i]);
            for (int j = 0; j < N; j++) {
                covariance[i * N + j] = i == j ? PRIOR[i] * PRIOR[i] : 0;
            }
        }
        residual = 0;
        updates = 0;
    }

    /**
     * Learns from one steady period.
     *
     * @param terms nominal watts of the terms
     * @param dcWatts what the sensor says, on the 5 V side, in W
     * @param noiseWatts standard deviation to assume for it, in W
     * @return whether the model was thrown away
     */
    public boolean update(double[] terms, double dcWatts, double noiseWatts) {
        double error = dcWatts - model.sum(terms);
        residual = EXPLAIN_DECAY * residual + (1 - EXPLAIN_DECAY) * error;
        if (updates > 100 && Math.abs(residual) > UNEXPLAINED_WATTS) {
            reset();
            discards++;
            return true;
        }
        double scale = noiseWatts * noiseWatts + WORK_WATTS * WORK_WATTS;
        for (int i = 0; i < N; i++) {
            double sum = 0;
            for (int j = 0; j < N; j++) {
                sum += covariance[i * N + j] * terms[j];
            }
            direction[i] = sum;
            scale += terms[i] * sum;
        }
        for (int i = 0; i < N; i++) {
            gain[i] = direction[i] / scale;
            double moved = model.theta()[i] + gain[i] * error + PULL * (1 - model.theta()[i]);
            model.theta()[i] = Math.clamp(moved, LOW[i], HIGH[i]);
        }
        shrink();
        updates++;
        return false;
    }

    private void shrink() {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                covariance[i * N + j] -= gain[i] * direction[j];
            }
            covariance[i * N + i] += WALK[i] * PRIOR[i] * PRIOR[i];
        }
        for (int i = 0; i < N; i++) {
            double variance = covariance[i * N + i];
            double most = PRIOR[i] * PRIOR[i];
            if (variance > most) {
                double factor = Math.sqrt(most / variance);
                for (int j = 0; j < N; j++) {
                    covariance[i * N + j] *= factor;
                    covariance[j * N + i] *= factor;
                }
            }
            covariance[i * N + i] = Math.max(covariance[i * N + i], 1e-6);
        }
    }

    /**
     * Uncertainty of the model's sum for these terms, in W: three standard deviations, and what no learning removes because work differs
     * (an instruction mix takes up to 15 % more than another; a device, 8 %); at most the box.
     */
    public double uncertaintyWatts(double[] terms) {
        double variance = 0;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                variance += terms[i] * covariance[i * N + j] * terms[j];
            }
        }
        double box = 0;
        for (int i = 0; i < N; i++) {
            box += (HIGH[i] - model.theta()[i]) * terms[i];
        }
        double mix =
                0.15 * model.theta()[PowerModel.SWITCHING] * terms[PowerModel.SWITCHING] + 0.08 * terms[PowerModel.USB];
        return Math.min(3 * Math.sqrt(Math.max(0, variance)) + mix, box);
    }

    /** Mean residual of late, in W. */
    public double residualWatts() {
        return residual;
    }

    /** Periods learned from since the last reset. */
    public long updates() {
        return updates;
    }

    /** How often the model was thrown away. */
    public int discards() {
        return discards;
    }

    /** Coefficients and covariance, to be kept over a reboot: {@value PowerModel#TERMS} + {@value PowerModel#TERMS}² numbers. */
    public double[] export() {
        double[] all = new double[N + N * N];
        System.arraycopy(model.theta(), 0, all, 0, N);
        System.arraycopy(covariance, 0, all, N, N * N);
        return all;
    }

    /**
     * Takes back what {@link #export} gave. Numbers outside the box are refused.
     *
     * @return whether they were taken
     */
    public boolean restore(double[] all) {
        if (all.length != N + N * N) {
            return false;
        }
        for (int i = 0; i < all.length; i++) {
            boolean inside = i < N ? all[i] >= LOW[i] && all[i] <= HIGH[i] : Math.abs(all[i]) <= 1;
            if (!inside) {
                return false;
            }
        }
        System.arraycopy(all, 0, model.theta(), 0, N);
        System.arraycopy(all, N, covariance, 0, N * N);
        updates = 101;
        return true;
    }
}
