// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** The supply: wall = a + b·dc + c·dc², in W. */
final class Supply {
    private final double a;
    private final double b;
    private final double c;

    Supply(double a, double b, double c) {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    double wall(double dcWatts) {
        return a + (b + c * dcWatts) * dcWatts;
    }
}
