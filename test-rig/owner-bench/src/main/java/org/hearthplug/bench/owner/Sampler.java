// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.hearthplug.bench.instrument.PowerMeter;
import org.hearthplug.bench.instrument.Thermometer;

/** Reads the meter ten times a second, and the thermometer every five seconds, until it is closed. A meter that fails ends it. */
final class Sampler implements AutoCloseable {
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int PER_TEMPERATURE = 50;

    private final Recording recording = new Recording();
    private final PowerMeter meter;
    private final Optional<Thermometer> thermometer;
    private final long began = System.nanoTime();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile IOException failure;
    private volatile double hottest = Double.NaN;

    Sampler(PowerMeter meter, Optional<Thermometer> thermometer) {
        this.meter = meter;
        this.thermometer = thermometer;
        thread = Thread.ofPlatform().daemon().name("sampler").start(this::run);
    }

    private void run() {
        try {
            for (int i = 0; !stopping; i++) {
                long asked = System.nanoTime();
                double watts = meter.watts();
                // The value is as old as half of the time that it took to come.
                recording.add((asked - began + System.nanoTime() - began) / 2e9, watts);
                if (thermometer.isPresent() && i % PER_TEMPERATURE == 0) {
                    double celsius = thermometer.get().celsius();
                    hottest = Double.isNaN(hottest) ? celsius : Math.max(hottest, celsius);
                }
                LockSupport.parkNanos(PERIOD_NANOS - (System.nanoTime() - asked));
            }
        } catch (IOException gone) {
            failure = gone;
        }
    }

    Recording recording() {
        return recording;
    }

    /** Highest temperature so far, in °C; NaN without a thermometer. */
    double hottest() {
        return hottest;
    }

    /** Seconds since the start, now. */
    double now() {
        return (System.nanoTime() - began) / 1e9;
    }

    /**
     * Lets time pass.
     *
     * @throws IOException when the meter has failed
     */
    void rest(double seconds) throws IOException {
        double end = now() + seconds;
        while (now() < end) {
            check();
            LockSupport.parkNanos(PERIOD_NANOS / 2);
        }
        check();
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException("the meter failed: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
