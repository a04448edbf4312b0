// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** Die and case as two heat capacities between the processor, the supply and the room. Temperatures in °C. */
final class Thermal {
    private final double dieToCase;
    private final double caseToAir;
    private final double dieCapacity;
    private final double caseCapacity;
    private double die;
    private double body;
    private double air;

    Thermal(
            double dieToCase,
            double caseToAir,
            double dieCapacity,
            double caseCapacity,
            double airCelsius,
            double caseCelsius) {
        this.dieToCase = dieToCase;
        this.caseToAir = caseToAir;
        this.dieCapacity = dieCapacity;
        this.caseCapacity = caseCapacity;
        air = airCelsius;
        body = caseCelsius;
        die = caseCelsius + 5;
    }

    void air(double celsius) {
        air = celsius;
    }

    void die(double celsius) {
        die = celsius;
    }

    /** Advances by a step with that much heat in the die and elsewhere inside the case, in W. */
    void step(double dieWatts, double otherWatts) {
        double toCase = (die - body) / dieToCase;
        double toAir = (body - air) / caseToAir;
        die += (dieWatts - toCase) / dieCapacity * Plug.STEP_SECONDS;
        body += (otherWatts + toCase - toAir) / caseCapacity * Plug.STEP_SECONDS;
    }

    double die() {
        return die;
    }

    double body() {
        return body;
    }

    double air() {
        return air;
    }
}
