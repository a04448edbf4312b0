// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.bench.instrument.Person;
import org.hearthplug.bench.instrument.PowerMeter;
import org.hearthplug.bench.instrument.Relay;
import org.hearthplug.bench.instrument.Scpi;
import org.hearthplug.bench.instrument.Thermometer;
import org.hearthplug.bench.instrument.Wire;

/**
 * What stands on a bench, a {@code name = value} a line: {@code meter}, {@code meter-query} (MEAS:POW?), {@code meter-field} (1),
 * {@code thermometer} with {@code thermometer-speaks} ({@code scpi}, {@code text}), {@code disk} ({@code none}, {@code hand}, an address) with
 * {@code disk-speaks} ({@code lcus}, {@code scpi}) and {@code disk-channel} (1), {@code step-seconds} (60). Addresses as {@link Wire#open}.
 */
record BenchFile(Map<String, String> lines) {
    static BenchFile read(Path file) throws IOException {
        Map<String, String> lines = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceFirst("#.*", "").strip();
            int equals = text.indexOf('=');
            if (equals > 0) {
                lines.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            } else if (!text.isEmpty()) {
                throw new IllegalArgumentException("Not a name = value: " + line);
            }
        }
        return new BenchFile(lines);
    }

    /** The same bench with its meter elsewhere. */
    BenchFile withMeter(String address) {
        Map<String, String> all = new HashMap<>(lines);
        all.put("meter", address);
        return new BenchFile(all);
    }

    private String or(String name, String otherwise) {
        return lines.getOrDefault(name, otherwise);
    }

    /** Opens all instruments. */
    Suite.Bench open(Person person) throws IOException {
        String meter = or("meter", "");
        if (meter.isEmpty()) {
            throw new IllegalArgumentException("A bench needs a meter.");
        }
        PowerMeter opened = PowerMeter.scpi(
                new Scpi(Wire.open(meter)), or("meter-query", "MEAS:POW?"), Integer.parseInt(or("meter-field", "1")));
        return new Suite.Bench(opened, thermometer(), disk(person), Double.parseDouble(or("step-seconds", "60")));
    }

    private Optional<Thermometer> thermometer() throws IOException {
        String address = or("thermometer", "none");
        if (address.equals("none")) {
            return Optional.empty();
        }
        Wire wire = Wire.open(address);
        return Optional.of(
                or("thermometer-speaks", "scpi").equals("text")
                        ? Thermometer.text(wire)
                        : Thermometer.scpi(new Scpi(wire)));
    }

    private Optional<Relay> disk(Person person) throws IOException {
        String address = or("disk", "hand");
        int channel = Integer.parseInt(or("disk-channel", "1"));
        return switch (address) {
            case "none" -> Optional.empty();
            case "hand" -> Optional.of(Relay.hand(person, "the USB disk"));
            default ->
                Optional.of(
                        or("disk-speaks", "lcus").equals("scpi")
                                ? Relay.scpi(new Scpi(Wire.open(address)), channel)
                                : Relay.lcus(Wire.open(address), channel));
        };
    }
}
