// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** A setting that takes effect after a while, and may be stuck. */
final class Actuator {
    private final int latencySteps;
    private int actual;
    private int pending;
    private int left = -1;
    private boolean stuck;
    private int flips;

    Actuator(int value, int latencyMillis) {
        actual = value;
        pending = value;
        latencySteps = Math.max(1, latencyMillis / Plug.STEP_MILLIS);
    }

    void command(int value) {
        if (value != pending) {
            pending = value;
            left = latencySteps;
        }
    }

    void step() {
        if (left > 0 && --left == 0 && !stuck && actual != pending) {
            actual = pending;
            flips++;
        }
    }

    /** Sets the value at once; for what needs no realism, such as the oracle. */
    void force(int value) {
        actual = value;
        pending = value;
    }

    boolean changing() {
        return left > 0 && !stuck && actual != pending;
    }

    int actual() {
        return actual;
    }

    void fail() {
        stuck = true;
    }

    int changes() {
        return flips;
    }
}
