// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerMeterTest {
    @TempDir
    Path hwmon;

    private Path chip(String folder, String name, String microwatts) throws IOException {
        Path chip = Files.createDirectories(hwmon.resolve(folder));
        Files.writeString(chip.resolve("name"), name + "\n");
        Files.writeString(chip.resolve("power1_input"), microwatts + "\n");
        return chip;
    }

    @Test
    void aChipThatComesLaterIsNoticed() throws IOException {
        try (PowerMeter meter = PowerMeter.find(hwmon)) {
            assertThat(meter.there()).isFalse();
            assertThat(meter.appeared()).isFalse();
            chip("hwmon0", "lm75", "1");
            assertThat(meter.appeared()).isFalse();
            chip("hwmon1", "ina226", "2500000");
            assertThat(meter.appeared()).isTrue();
        }
    }

    @Test
    void aChipThatComesBackAsAnotherDeviceIsReadAgain() throws IOException {
        Path first = chip("hwmon0", "ina219", "2500000");
        try (PowerMeter meter = PowerMeter.find(hwmon)) {
            meter.read();
            assertThat(meter.watts()).isEqualTo(2.5);
            assertThat(meter.sequence()).isEqualTo(1);
            // An empty file reads as no value, like a device that left.
            Files.writeString(first.resolve("power1_input"), "");
            Files.writeString(first.resolve("name"), "gone\n");
            chip("hwmon3", "ina219", "3000000");
            for (int period = 0; period < 11; period++) {
                meter.read();
            }
            assertThat(meter.watts()).isEqualTo(3.0);
            assertThat(meter.sequence()).isEqualTo(2);
            assertThat(meter.appeared()).isFalse();
        }
    }
}
