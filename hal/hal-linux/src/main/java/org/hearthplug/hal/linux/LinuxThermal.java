// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Thermal;

/** Thermal zones from {@code /sys/class/thermal} (Documentation/driver-api/thermal/sysfs-api.rst). */
final class LinuxThermal implements Thermal {
    private static final String CLASS = "sys/class/thermal";
    private static final int MAX_ZONES = 64;
    private static final int MAX_TRIPS = 16;
    private static final Pattern COOLING = Pattern.compile("cooling_device\\d{1,4}");

    private final KernelFiles files;

    LinuxThermal(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Zone> zones() {
        Map<String, CompletableFuture<Optional<Zone>>> asked = new LinkedHashMap<>();
        for (String name : files.names(CLASS)) {
            if (name.startsWith("thermal_zone") && asked.size() < MAX_ZONES) {
                ask(name, asked);
            }
        }
        long deadlineNanos = System.nanoTime() + Bounded.LIMIT.toNanos();
        List<Zone> zones = new ArrayList<>();
        asked.values().forEach(zone -> answer(zone, deadlineNanos).ifPresent(zones::add));
        return zones;
    }

    private void ask(String name, Map<String, CompletableFuture<Optional<Zone>>> asked) {
        try {
            asked.put(name, Bounded.start(name, () -> zone(name)));
        } catch (HalException allThreadsHeldUp) {
            // Left out, as one that does not answer.
        }
    }

    /** A sensor that fails or hangs hides no other. */
    private static Optional<Zone> answer(CompletableFuture<Optional<Zone>> zone, long deadlineNanos) {
        try {
            return zone.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException heldUp) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof HalException typed) {
                if (typed.retryable()) {
                    return Optional.empty();
                }
                throw typed;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    private Optional<Zone> zone(String name) {
        String path = CLASS + "/" + name + "/";
        OptionalInt temperature = files.integer(path + "temp");
        return temperature.isEmpty()
                ? Optional.empty()
                : Optional.of(new Zone(
                        name, files.label(path + "type").orElse("unknown"), temperature.getAsInt(), trips(path)));
    }

    @Override
    public List<CoolingDevice> coolingDevices() {
        List<CoolingDevice> devices = new ArrayList<>();
        for (String name : files.names(CLASS)) {
            String path = CLASS + "/" + name + "/";
            OptionalInt max = COOLING.matcher(name).matches() ? files.integer(path + "max_state") : OptionalInt.empty();
            if (max.isPresent()) {
                String type = files.label(path + "type").orElse("unknown");
                devices.add(new CoolingDevice(
                        name, type, files.integer(path + "cur_state").orElse(0), max.getAsInt()));
            }
        }
        return devices;
    }

    @Override
    public void cool(String device, int state) {
        String path = CLASS + "/" + device + "/";
        if (!COOLING.matcher(device).matches() || !files.exists(path + "max_state")) {
            throw new HalException(HalException.Kind.GONE, device, "there is no such cooling device");
        }
        int max = files.integer(path + "max_state").orElse(0);
        if (state < 0 || state > max) {
            throw new HalException(HalException.Kind.OUT_OF_RANGE, device, state + "; it has 0 to " + max);
        }
        Bounded.run(device, () -> files.write(path + "cur_state", Integer.toString(state)));
    }

    private List<Trip> trips(String path) {
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < MAX_TRIPS; i++) {
            OptionalInt temperature = files.integer(path + "trip_point_" + i + "_temp");
            if (temperature.isEmpty()) {
                break;
            }
            trips.add(new Trip(
                    files.label(path + "trip_point_" + i + "_type").orElse("unknown"), temperature.getAsInt()));
        }
        return trips;
    }
}
