// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Watts that the processor may turn into heat: proportional and integral on the die, around what the die's resistance to the case allows
 * in the steady state, and a proportional band on the case. A missing sensor counts as hot.
 */
public final class ThermalLimiter {
    private static final double DIE_MARGIN_KELVIN = 1;
    private static final double CASE_BAND_KELVIN = 3;
    private static final double PROPORTIONAL = 0.5;
    private static final double INTEGRAL_PER_SECOND = 0.005;
    /** What is left when the target is this near; farther away an integral would only learn that the die is still on its way. */
    private static final double INTEGRAL_BAND_KELVIN = 3;

    private final PlugProfile.Thermals thermals;
    private final double mostWatts;
    private double integral;
    private boolean limiting;

    /** Limits a processor that takes at most that many watts. */
    public ThermalLimiter(PlugProfile.Thermals thermals, double mostWatts) {
        this.thermals = thermals;
        this.mostWatts = mostWatts;
    }

    /** Watts for the processor in the next period; {@code seconds} since the last call. */
    public double limitWatts(double dieCelsius, double caseCelsius, double seconds) {
        double die = Double.isNaN(dieCelsius) ? thermals.dieLimitCelsius() : dieCelsius;
        double body = Double.isNaN(caseCelsius) ? thermals.caseLimitCelsius() - 5 : caseCelsius;
        double target = thermals.dieLimitCelsius() - DIE_MARGIN_KELVIN;
        double error = target - die;
        double steady = Math.max(0, (target - body) / thermals.dieToCase());
        double raw = steady + PROPORTIONAL * error + integral;
        if (Math.abs(error) < INTEGRAL_BAND_KELVIN && raw > 0 && raw < mostWatts) {
            integral = Math.clamp(integral + INTEGRAL_PER_SECOND * seconds * error, -0.5 * mostWatts, 0.5 * mostWatts);
        } else if (error > 8) {
            integral *= 0.99;
        }
        double forCase = mostWatts * (thermals.caseLimitCelsius() - body) / CASE_BAND_KELVIN;
        double limit = Math.clamp(Math.min(raw, forCase), 0.05 * mostWatts, mostWatts);
        limiting = limit < mostWatts;
        return limit;
    }

    /** Whether heat, not the wall, may bind. */
    public boolean limiting() {
        return limiting;
    }
}
