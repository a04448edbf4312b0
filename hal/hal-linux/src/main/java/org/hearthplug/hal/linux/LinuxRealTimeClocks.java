// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.RealTimeClocks;

/** {@code /sys/class/rtc} and {@code /dev/rtcN} (Documentation/admin-guide/rtc.rst). The clocks are kept in UTC. */
final class LinuxRealTimeClocks implements RealTimeClocks {
    private static final String CLASS = "sys/class/rtc/";
    private static final Pattern NAME = Pattern.compile("rtc\\d{1,3}");

    // include/uapi/linux/rtc.h: struct rtc_time is nine ints.
    private static final long RTC_SET_TIME = 0x4024_700AL;
    private static final int FIRST_YEAR = 1900;

    private final KernelFiles files;

    LinuxRealTimeClocks(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Clock> list() {
        return files.names(CLASS).stream()
                .filter(name -> NAME.matcher(name).matches())
                .map(name -> new Clock(
                        name,
                        files.label(CLASS + name + "/name").orElse("unknown"),
                        files.flag(CLASS + name + "/hctosys"),
                        files.exists(CLASS + name + "/wakealarm")))
                .toList();
    }

    private String existing(String clock) {
        if (!NAME.matcher(clock).matches() || !files.exists(CLASS + clock)) {
            throw new HalException(Kind.GONE, Text.clean(clock), "there is no such clock");
        }
        return CLASS + clock + "/";
    }

    @Override
    public Instant read(String clock) {
        String path = existing(clock);
        OptionalLong seconds = Bounded.call(clock, () -> files.number(path + "since_epoch"));
        if (seconds.isEmpty()) {
            throw new HalException(files.exists(path) ? Kind.MALFORMED : Kind.GONE, clock, "it holds no time");
        }
        return Instant.ofEpochSecond(seconds.getAsLong());
    }

    @Override
    public void set(String clock, Instant time) {
        existing(clock);
        LocalDateTime utc;
        try {
            utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        } catch (java.time.DateTimeException beyond) {
            throw new HalException(Kind.OUT_OF_RANGE, clock, 0, "no clock holds " + time, beyond);
        }
        if (utc.getYear() < 1970 || utc.getYear() > 9999) {
            throw new HalException(Kind.OUT_OF_RANGE, clock, "no clock holds " + time);
        }
        ByteBuffer value = ByteBuffer.allocate(9 * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(utc.getSecond())
                .putInt(utc.getMinute())
                .putInt(utc.getHour())
                .putInt(utc.getDayOfMonth())
                .putInt(utc.getMonthValue() - 1)
                .putInt(utc.getYear() - FIRST_YEAR);
        Bounded.run(clock, () -> {
            try (DeviceFile file = new DeviceFile(clock, files.path("dev/" + clock), DeviceFile.READ_ONLY)) {
                file.ioctl("setting it", RTC_SET_TIME, value.array());
            }
        });
    }

    private String alarmOf(String clock) {
        String path = existing(clock) + "wakealarm";
        if (!files.exists(path)) {
            throw new HalException(Kind.UNSUPPORTED, clock, "it has no alarm that wakes");
        }
        return path;
    }

    @Override
    public Optional<Instant> alarm(String clock) {
        String path = alarmOf(clock);
        // The file is empty without an alarm.
        OptionalLong seconds = Bounded.call(clock, () -> files.number(path));
        return seconds.isPresent() && seconds.getAsLong() > 0
                ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
                : Optional.empty();
    }

    @Override
    public void alarm(String clock, Optional<Instant> time) {
        String path = alarmOf(clock);
        if (time.isPresent() && !time.get().isAfter(read(clock))) {
            // The kernel would take it for none.
            throw new HalException(Kind.OUT_OF_RANGE, clock, time.get() + " has passed on it");
        }
        Bounded.run(clock, () -> {
            // The kernel changes no alarm that is set.
            files.write(path, "0");
            time.ifPresent(at -> files.write(path, Long.toString(at.getEpochSecond())));
        });
    }
}
