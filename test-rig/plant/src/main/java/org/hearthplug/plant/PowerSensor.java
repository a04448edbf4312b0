// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** A power sensor with its errors and faults. Fed every 10 ms, it publishes a value now and then. */
final class PowerSensor {
    private final SensorParameters spec;
    private final Noise noise;
    private final double gain;
    private final double offset;
    private final double[] window;
    private final double[] delayed;
    private final int period;
    private int steps;
    private double sum;
    private double published = Double.NaN;
    private long sequence;
    private SensorFault fault;
    private double drift;

    PowerSensor(SensorParameters spec, Noise noise) {
        this.spec = spec;
        this.noise = noise;
        gain = 1 + spec.gainError() * noise.symmetric();
        offset = spec.offsetWatts() * noise.symmetric();
        window = new double[Math.max(1, spec.averageMillis() / Plug.STEP_MILLIS)];
        delayed = new double[spec.latencyMillis() / Plug.STEP_MILLIS + 1];
        period = spec.periodMillis() / Plug.STEP_MILLIS;
    }

    void fail(SensorFault kind) {
        fault = kind;
    }

    void add(double wallWatts, double dcWatts) {
        double watts = spec.place() == SensorParameters.Place.WALL ? wallWatts : dcWatts;
        int slot = steps % window.length;
        sum += watts - window[slot];
        window[slot] = watts;
        if (slot == 0) {
            sum = 0;
            for (double value : window) {
                sum += value;
            }
        }
        delayed[steps % delayed.length] = sum / window.length;
        steps++;
        if (fault == SensorFault.DRIFTS_LOW) {
            drift -= 0.03 * Plug.STEP_SECONDS;
        }
        if (steps % period == 0 && steps >= window.length + delayed.length) {
            publish(delayed[steps % delayed.length]);
        }
    }

    private void publish(double mean) {
        double value = mean * gain + offset + drift + spec.noiseWatts() * noise.gaussian();
        if (spec.place() == SensorParameters.Place.NONE || fault == SensorFault.DEAD) {
            return;
        }
        if (fault == SensorFault.DROP_OUTS && noise.uniform() < 0.75) {
            return;
        }
        sequence++;
        if (fault == SensorFault.STUCK) {
            return;
        }
        if (fault == SensorFault.READS_LOW) {
            value -= 1.2;
        } else if (fault == SensorFault.READS_HIGH) {
            value += 1.2;
        } else if (fault == SensorFault.NOISY) {
            value += 0.25 * noise.gaussian();
        }
        published = Math.max(0, Math.rint(value / spec.quantumWatts()) * spec.quantumWatts());
    }

    /** Last published value, in W; NaN before the first. */
    double watts() {
        return published;
    }

    /** Number of values published; unchanged means no fresh value. */
    long sequence() {
        return sequence;
    }
}
