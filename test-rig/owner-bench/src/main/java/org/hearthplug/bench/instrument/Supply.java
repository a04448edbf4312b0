// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.util.Locale;

/**
 * A laboratory supply or an electronic load that speaks SCPI-1999: {@code VOLT}, {@code CURR}, {@code OUTP} or {@code INP}, {@code MEAS:…?}.
 * What it was told is checked by its own queue of errors.
 */
public final class Supply implements AutoCloseable {
    private final Scpi scpi;
    private final String gate;
    private final String identity;

    private Supply(Scpi scpi, String gate) throws IOException {
        this.scpi = scpi;
        this.gate = gate;
        identity = scpi.identity();
    }

    /** A supply: its output is switched. */
    public static Supply supply(Scpi scpi) throws IOException {
        return new Supply(scpi, "OUTP");
    }

    /** A load: its input is switched. */
    public static Supply load(Scpi scpi) throws IOException {
        return new Supply(scpi, "INP");
    }

    /** Voltage of a supply's output, in V. */
    public void volt(double volt) throws IOException {
        set("VOLT", volt);
    }

    /** Largest current of a supply, current of a load, in A. */
    public void ampere(double ampere) throws IOException {
        set("CURR", ampere);
    }

    private void set(String what, double value) throws IOException {
        if (value < 0 || value > 1000) {
            throw new IllegalArgumentException("No value for a bench: " + value);
        }
        scpi.tell(String.format(Locale.ROOT, "%s %.4f", what, value));
        scpi.complain();
    }

    /** Switches the output of a supply, the input of a load. */
    public void on(boolean on) throws IOException {
        scpi.tell(gate + (on ? " ON" : " OFF"));
        scpi.complain();
    }

    /** Voltage as it measures it, in V. */
    public double measuredVolt() throws IOException {
        return scpi.number("MEAS:VOLT?", 1);
    }

    /** Current as it measures it, in A. */
    public double measuredAmpere() throws IOException {
        return scpi.number("MEAS:CURR?", 1);
    }

    /** What it is, for the report. */
    public String identity() {
        return identity;
    }

    @Override
    public void close() {
        scpi.close();
    }
}
