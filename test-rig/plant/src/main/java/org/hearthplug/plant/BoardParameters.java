// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.EnumMap;
import java.util.Map;

/**
 * A board in numbers, each with its source.
 *
 * @param name short name, used on command lines and in reports
 * @param cores number of processor cores
 * @param operatingPointsMhz core frequencies in MHz, ascending
 * @param operatingPointsVolt core voltage at each, in V
 * @param ethernet whether there is an Ethernet port
 * @param ports number of switched USB ports
 * @param sensor what measures the power
 * @param values every {@link Quantity}
 */
public record BoardParameters(
        String name,
        int cores,
        int[] operatingPointsMhz,
        double[] operatingPointsVolt,
        boolean ethernet,
        int ports,
        SensorParameters sensor,
        Map<Quantity, Sourced> values) {

    public BoardParameters {
        values = Map.copyOf(values);
        for (Quantity quantity : Quantity.values()) {
            if (!values.containsKey(quantity)) {
                throw new IllegalArgumentException(name + " lacks " + quantity);
            }
        }
        if (operatingPointsMhz.length != operatingPointsVolt.length) {
            throw new IllegalArgumentException("one voltage for each operating point");
        }
    }

    /** Nominal value, in the unit of the quantity. */
    public double nominal(Quantity quantity) {
        return values.get(quantity).value();
    }

    /** The values of one plug off the line: nominal values moved within their spread, by the seed. */
    EnumMap<Quantity, Double> instance(Noise noise) {
        EnumMap<Quantity, Double> drawn = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            Sourced sourced = values.get(quantity);
            drawn.put(quantity, sourced.value() * (1 + sourced.spread() * noise.symmetric()));
        }
        return drawn;
    }
}
