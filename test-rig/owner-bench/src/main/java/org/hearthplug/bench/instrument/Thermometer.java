// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Degrees of a thermocouple on the case. */
public interface Thermometer extends AutoCloseable {
    /** Temperature now, in °C. Waits 3 s at most. */
    double celsius() throws IOException;

    @Override
    void close();

    /** One that speaks SCPI. */
    static Thermometer scpi(Scpi scpi) {
        return new Thermometer() {
            @Override
            public double celsius() throws IOException {
                return scpi.number("MEAS:TEMP?", 1);
            }

            @Override
            public void close() {
                scpi.close();
            }
        };
    }

    /** One that prints a line of text with a number by itself, as a microcontroller beside a thermocouple's amplifier does. */
    static Thermometer text(Wire wire) {
        Pattern number = Pattern.compile("-?\\d+(\\.\\d+)?");
        return new Thermometer() {
            @Override
            public double celsius() throws IOException {
                byte[] stale = new byte[4096];
                // Older lines, and the half of one; once, for it never stops talking.
                wire.read(stale, Duration.ofMillis(1));
                Scpi.line(wire, Duration.ofSeconds(3), "the end of a line");
                String line = Scpi.line(wire, Duration.ofSeconds(3), "a temperature");
                Matcher found = number.matcher(line);
                if (!found.find()) {
                    throw new IOException("no temperature in: " + line);
                }
                return Double.parseDouble(found.group());
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }
}
