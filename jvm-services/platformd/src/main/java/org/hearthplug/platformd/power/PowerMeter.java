// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A shunt monitor on the 5 V rail, under hwmon; or none, and then power is modelled. */
final class PowerMeter implements AutoCloseable {
    private static final double MICROWATTS_PER_WATT = 1e6;
    private static final Set<String> CHIPS = Set.of("ina219", "ina220", "ina226", "ina231");

    private final KernelValue file;
    private double watts = Double.NaN;
    private long sequence;

    private PowerMeter(KernelValue file) {
        this.file = file;
    }

    /** Looks for the first chip of a kind that measures power. */
    static PowerMeter find(Path hwmon) {
        try (DirectoryStream<Path> chips = Files.newDirectoryStream(hwmon)) {
            for (Path chip : chips) {
                Path value = chip.resolve("power1_input");
                if (Files.exists(value)
                        && CHIPS.contains(Files.readString(chip.resolve("name")).strip())) {
                    return new PowerMeter(KernelValue.reading(value));
                }
            }
        } catch (IOException noSensors) {
            // Then there is none.
        }
        return new PowerMeter(KernelValue.reading(hwmon.resolve("none")));
    }

    boolean there() {
        return file.there();
    }

    void read() {
        long microwatts = file.number();
        if (microwatts != KernelValue.NONE) {
            watts = microwatts / MICROWATTS_PER_WATT;
            sequence++;
        }
    }

    /** Power on the 5 V rail, in W; NaN before the first value. */
    double watts() {
        return watts;
    }

    long sequence() {
        return sequence;
    }

    @Override
    public void close() {
        file.close();
    }
}
