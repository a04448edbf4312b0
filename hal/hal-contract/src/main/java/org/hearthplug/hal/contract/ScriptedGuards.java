// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.HardwareRandom;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Watchdogs;

/** One watchdog that resets nothing but remembers what was done to it, one clock that stands still, and random numbers by a seed. */
public final class ScriptedGuards {
    private static final Duration LONGEST = Duration.ofSeconds(2046);

    /** What happened to the watchdog: {@code arm}, {@code feed}, {@code disarm}. */
    public final List<String> done = new CopyOnWriteArrayList<>();

    /** The time of a watchdog whose driver takes none; empty for one that does. */
    public Optional<Duration> ownTimeout = Optional.empty();

    private final Set<String> failing;
    private final SplittableRandom numbers = new SplittableRandom(1);
    private Lease lease;
    private Instant time = Instant.parse("2026-11-24T12:00:00Z");
    private Optional<Instant> alarm = Optional.empty();

    ScriptedGuards(Set<String> failing) {
        this.failing = failing;
    }

    private void check(String part, boolean known) {
        if (!known) {
            throw new HalException(Kind.GONE, part, "scripted");
        }
        if (failing.contains(part)) {
            throw new HalException(Kind.IO, part, 5, "scripted", null);
        }
    }

    /** The watchdog, {@code watchdog0}. */
    public Watchdogs watchdogs() {
        return new Watchdogs() {
            @Override
            public List<Watchdog> list() {
                Lease now = lease;
                return List.of(new Watchdog(
                        "watchdog0",
                        "scripted",
                        now != null,
                        now == null ? Duration.ofSeconds(30) : now.timeout(),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.of(LONGEST),
                        true,
                        false));
            }

            @Override
            public Armed arm(String watchdog, Duration timeout) {
                check("watchdog0", watchdog.equals("watchdog0"));
                if (timeout.compareTo(LONGEST) > 0 || timeout.toSeconds() < 2) {
                    throw new HalException(Kind.OUT_OF_RANGE, watchdog, "scripted");
                }
                if (lease != null) {
                    throw new HalException(Kind.BUSY, watchdog, "scripted");
                }
                lease = new Lease(ownTimeout.orElse(timeout));
                done.add("arm");
                return lease;
            }
        };
    }

    private final class Lease implements Watchdogs.Armed {
        private final Duration timeout;

        Lease(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public Duration timeout() {
            return timeout;
        }

        @Override
        public void feed() {
            check("watchdog0", lease == this);
            done.add("feed");
        }

        @Override
        public void close() {
            if (lease == this) {
                lease = null;
                done.add("disarm");
            }
        }
    }

    /** The clock, {@code rtc0}. */
    RealTimeClocks clocks() {
        return new RealTimeClocks() {
            @Override
            public List<Clock> list() {
                return List.of(new Clock("rtc0", "scripted", true, true));
            }

            @Override
            public Instant read(String clock) {
                check("rtc0", clock.equals("rtc0"));
                return time;
            }

            @Override
            public void set(String clock, Instant wanted) {
                check("rtc0", clock.equals("rtc0"));
                if (wanted.isBefore(Instant.EPOCH) || wanted.isAfter(Instant.parse("2106-02-07T06:28:15Z"))) {
                    throw new HalException(Kind.OUT_OF_RANGE, clock, "scripted");
                }
                time = Instant.ofEpochSecond(wanted.getEpochSecond());
            }

            @Override
            public Optional<Instant> alarm(String clock) {
                check("rtc0", clock.equals("rtc0"));
                return alarm;
            }

            @Override
            public void alarm(String clock, Optional<Instant> wanted) {
                check("rtc0", clock.equals("rtc0"));
                if (wanted.isPresent() && !wanted.get().isAfter(time)) {
                    throw new HalException(Kind.OUT_OF_RANGE, clock, "scripted");
                }
                alarm = wanted;
            }
        };
    }

    /** Not random at all. */
    HardwareRandom random() {
        return new HardwareRandom() {
            @Override
            public Optional<Source> source() {
                return Optional.of(new Source("scripted", List.of("scripted"), 1000));
            }

            @Override
            public synchronized byte[] read(int bytes) {
                check("random", true);
                if (bytes < 1 || bytes > MAX_BYTES) {
                    throw new HalException(Kind.OUT_OF_RANGE, "random", "scripted");
                }
                byte[] read = new byte[bytes];
                numbers.nextBytes(read);
                return read;
            }
        };
    }
}
