// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What happens to a plug: services and their arriving work, devices plugged and pulled, the room's temperature.
 *
 * @param name the story
 * @param seconds length, in s
 * @param loads the services, at most 12
 * @param arrivals when a service's arrival rate changes
 * @param events plugging, pulling, weather; by time
 * @param airCelsius room temperature at the start, in °C
 * @param caseCelsius case temperature at the start, in °C
 */
public record Trace(
        String name,
        int seconds,
        List<LoadSpec> loads,
        List<Arrival> arrivals,
        List<Event> events,
        double airCelsius,
        double caseCelsius) {

    public Trace {
        loads = List.copyOf(loads);
        arrivals = arrivals.stream()
                .sorted(Comparator.comparingDouble(Arrival::second))
                .toList();
        events = events.stream()
                .sorted(Comparator.comparingDouble(Event::second))
                .toList();
        if (loads.size() > 12) {
            throw new IllegalArgumentException("at most 12 loads");
        }
    }

    /**
     * From this second on, work arrives for a load.
     *
     * @param second from when, in s
     * @param load index of the load
     * @param atOnce units that arrive at that moment
     * @param perSecond units per second from then on
     */
    public record Arrival(double second, int load, double atOnce, double perSecond) {}

    /**
     * Something happens to the plug.
     *
     * @param second when, in s
     * @param port USB port, or -1 for the weather
     * @param device what is plugged in, or null for pulled out
     * @param airCelsius new room temperature, for the weather
     */
    public record Event(double second, int port, UsbProfile device, double airCelsius) {}

    /** Collects a trace. */
    public static final class Builder {
        private final String name;
        private final int seconds;
        private final List<LoadSpec> loads = new ArrayList<>();
        private final List<Arrival> arrivals = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private double air = 22;
        private double body = 34;

        /** Starts a trace of that many seconds. */
        public Builder(String name, int seconds) {
            this.name = name;
            this.seconds = seconds;
        }

        /** Adds a service and returns its index. */
        public int load(LoadSpec spec) {
            loads.add(spec);
            return loads.size() - 1;
        }

        /** From then on units arrive at this rate. */
        public Builder rate(double second, int load, double perSecond) {
            arrivals.add(new Arrival(second, load, 0, perSecond));
            return this;
        }

        /** That many units arrive at once; the rate becomes 0. */
        public Builder burst(double second, int load, double units) {
            arrivals.add(new Arrival(second, load, units, 0));
            return this;
        }

        /** A device is plugged in. */
        public Builder plug(double second, int port, UsbProfile device) {
            events.add(new Event(second, port, device, 0));
            return this;
        }

        /** A device is pulled out. */
        public Builder pull(double second, int port) {
            events.add(new Event(second, port, null, 0));
            return this;
        }

        /** Room and case at the start, in °C. */
        public Builder climate(double airCelsius, double caseCelsius) {
            air = airCelsius;
            body = caseCelsius;
            return this;
        }

        /** The trace. */
        public Trace build() {
            return new Trace(name, seconds, loads, arrivals, events, air, body);
        }
    }
}
