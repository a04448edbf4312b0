// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Sensors;

/** {@code /sys/class/hwmon} (Documentation/hwmon/sysfs-interface.rst). Each chip is read by a thread of its own. */
final class LinuxSensors implements Sensors {
    private static final String CLASS = "sys/class/hwmon";

    /** {@code power1_average} is what chips without a momentary value have. */
    private static final Pattern INPUT = Pattern.compile("(power|in|curr|temp|fan|energy)(\\d{1,3})_(input|average)");

    private static final Map<String, Quantity> QUANTITIES = Map.of(
            "power", Quantity.POWER,
            "in", Quantity.VOLTAGE,
            "curr", Quantity.CURRENT,
            "temp", Quantity.TEMPERATURE,
            "fan", Quantity.FAN,
            "energy", Quantity.ENERGY);
    private static final int MAX_CHIPS = 32;
    private static final int MAX_CHANNELS = 128;

    private final KernelFiles files;

    LinuxSensors(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Reading> readings() {
        Map<String, CompletableFuture<List<Reading>>> asked = new LinkedHashMap<>();
        for (String device : files.names(CLASS)) {
            if (asked.size() < MAX_CHIPS) {
                ask(device, asked);
            }
        }
        long deadlineNanos = System.nanoTime() + Bounded.LIMIT.toNanos();
        List<Reading> readings = new ArrayList<>();
        for (CompletableFuture<List<Reading>> chip : asked.values()) {
            readings.addAll(answer(chip, deadlineNanos));
        }
        return readings;
    }

    private void ask(String device, Map<String, CompletableFuture<List<Reading>>> asked) {
        try {
            asked.put(device, Bounded.start(device, () -> chip(device)));
        } catch (HalException allThreadsHeldUp) {
            // Left out, as one that does not answer.
        }
    }

    private static List<Reading> answer(CompletableFuture<List<Reading>> chip, long deadlineNanos) {
        try {
            return chip.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException leftOut) {
            return List.of();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<Reading> chip(String device) {
        String path = CLASS + "/" + device + "/";
        String chip = files.label(path + "name").orElse("unknown");
        List<Reading> readings = new ArrayList<>();
        for (String name : files.names(path)) {
            Matcher input = INPUT.matcher(name);
            if (readings.size() < MAX_CHANNELS && input.matches()) {
                value(path + name).ifPresent(value -> {
                    String channel = input.group(1) + input.group(2);
                    readings.add(new Reading(
                            device,
                            chip,
                            QUANTITIES.get(input.group(1)),
                            Integer.parseInt(input.group(2)),
                            files.label(path + channel + "_label"),
                            value));
                });
            }
        }
        readings.sort(Comparator.comparing(Reading::quantity).thenComparingInt(Reading::channel));
        return readings;
    }

    /** Empty when the chip does not answer now: one dead channel does not hide the others. */
    private OptionalLong value(String path) {
        try {
            return files.number(path);
        } catch (HalException dead) {
            return OptionalLong.empty();
        }
    }
}
