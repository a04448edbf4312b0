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

    /** Failed readings in a row, each tenth of a second, after which the chip is looked for anew. */
    private static final int LOOK_AGAIN = 10;

    private final Path hwmon;
    private final boolean there;
    private KernelValue file;
    private int failed;
    private double watts = Double.NaN;
    private long sequence;

    private PowerMeter(Path hwmon) {
        this.hwmon = hwmon;
        file = locate(hwmon);
        there = file.there();
    }

    /** Looks for the first chip of a kind that measures power. */
    static PowerMeter find(Path hwmon) {
        return new PowerMeter(hwmon);
    }

    private static KernelValue locate(Path hwmon) {
        try (DirectoryStream<Path> chips = Files.newDirectoryStream(hwmon)) {
            for (Path chip : chips) {
                Path value = chip.resolve("power1_input");
                if (Files.exists(value)
                        && CHIPS.contains(Files.readString(chip.resolve("name")).strip())) {
                    return KernelValue.reading(value);
                }
            }
        } catch (IOException noSensors) {
            // Then there is none.
        }
        return KernelValue.reading(hwmon.resolve("none"));
    }

    /** Whether there was a chip at the start. It may fail or leave, and come back as another device, and still be this one. */
    boolean there() {
        return there;
    }

    /** Whether a chip is there now that was not at the start. To be asked seldom: it looks through the folder. */
    boolean appeared() {
        if (there) {
            return false;
        }
        try (KernelValue now = locate(hwmon)) {
            return now.there();
        }
    }

    void read() {
        long microwatts = file.number();
        if (microwatts != KernelValue.NONE) {
            watts = microwatts / MICROWATTS_PER_WATT;
            sequence++;
            failed = 0;
        } else if (there && ++failed % LOOK_AGAIN == 0) {
            file.close();
            file = locate(hwmon);
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
