// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** SplitMix64: small, fast, and the same sequence on every JVM for ever, so that a seed names a run. */
final class Noise {
    private long state;

    Noise(long seed) {
        state = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [-1, 1). */
    double symmetric() {
        return 2 * uniform() - 1;
    }

    /** Uniform in [low, high). */
    double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 … bound − 1. */
    int below(int bound) {
        return Math.floorMod(next() >>> 1, bound);
    }

    /** Approximately normal with deviation 1, bounded to ±3.46: the sum of four uniforms, scaled. */
    double gaussian() {
        return (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508075688772;
    }
}
