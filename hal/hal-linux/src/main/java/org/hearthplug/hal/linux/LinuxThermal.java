// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Thermal;

/** Thermal zones from {@code /sys/class/thermal} (Documentation/driver-api/thermal/sysfs-api.rst). */
final class LinuxThermal implements Thermal {
    private static final String CLASS = "sys/class/thermal";
    private static final int MAX_TRIPS = 16;
    private static final Pattern COOLING = Pattern.compile("cooling_device\\d{1,4}");

    private final KernelFiles files;

    LinuxThermal(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Zone> zones() {
        List<Zone> zones = new ArrayList<>();
        for (String name : files.names(CLASS)) {
            if (name.startsWith("thermal_zone")) {
                zone(name, zones);
            }
        }
        return zones;
    }

    private void zone(String name, List<Zone> into) {
        String path = CLASS + "/" + name + "/";
        try {
            OptionalInt temperature = files.integer(path + "temp");
            if (temperature.isPresent()) {
                String type = files.label(path + "type").orElse("unknown");
                into.add(new Zone(name, type, temperature.getAsInt(), trips(path)));
            }
        } catch (HalException sensorFailed) {
            if (!sensorFailed.retryable()) {
                throw sensorFailed;
            }
        }
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
