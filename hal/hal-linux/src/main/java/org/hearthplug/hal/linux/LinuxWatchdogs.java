// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Watchdogs;

/**
 * {@code /sys/class/watchdog} (Documentation/ABI/testing/sysfs-class-watchdog) and {@code /dev/watchdogN}
 * (Documentation/watchdog/watchdog-api.rst).
 */
final class LinuxWatchdogs implements Watchdogs {
    private static final String CLASS = "sys/class/watchdog/";
    private static final Pattern NAME = Pattern.compile("watchdog\\d{1,3}");

    // include/uapi/linux/watchdog.h
    private static final long WDIOC_SETTIMEOUT = 0xC004_5706L;
    private static final int WDIOF_CARDRESET = 0x20;
    private static final byte MAGIC_CLOSE = 'V';

    private final KernelFiles files;

    LinuxWatchdogs(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Watchdog> list() {
        return files.names(CLASS).stream()
                .filter(name -> NAME.matcher(name).matches())
                .map(this::one)
                .toList();
    }

    private Watchdog one(String name) {
        String path = CLASS + name + "/";
        return new Watchdog(
                name,
                files.label(path + "identity").orElse("unknown"),
                files.text(path + "state").orElse("").equals("active"),
                seconds(path + "timeout").orElse(Duration.ZERO),
                seconds(path + "min_timeout"),
                seconds(path + "max_timeout"),
                !files.flag(path + "nowayout"),
                (files.number(path + "bootstatus").orElse(0) & WDIOF_CARDRESET) != 0);
    }

    /** 0 is no bound. */
    private Optional<Duration> seconds(String path) {
        long seconds = files.number(path).orElse(0);
        return seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }

    @Override
    public Armed arm(String watchdog, Duration timeout) {
        if (!NAME.matcher(watchdog).matches() || !files.exists(CLASS + watchdog)) {
            throw new HalException(Kind.GONE, Text.clean(watchdog), "there is no such watchdog");
        }
        Watchdog known = one(watchdog);
        if (!known.stoppable()) {
            throw new HalException(Kind.UNSUPPORTED, watchdog, "this kernel would never let it be stopped again");
        }
        long seconds = timeout.plusNanos(999_999_999).toSeconds();
        boolean tooShort = known.shortest().map(Duration::toSeconds).orElse(1L) > seconds;
        boolean tooLong = known.longest().map(Duration::toSeconds).orElse((long) Integer.MAX_VALUE) < seconds;
        if (tooShort || tooLong) {
            throw new HalException(Kind.OUT_OF_RANGE, watchdog, "it does not wait for " + timeout);
        }
        DeviceFile file = new DeviceFile(watchdog, files.path("dev/" + watchdog), DeviceFile.WRITE_ONLY);
        Feeding feeding = null;
        try {
            feeding = new Feeding(file, setTimeout(file, (int) seconds, known.timeout()));
            return feeding;
        } finally {
            if (feeding == null) {
                // Opening it has started it.
                new Feeding(file, timeout).close();
            }
        }
    }

    /** One whose driver takes no time (rti_wdt) has its own. */
    private static Duration setTimeout(DeviceFile file, int seconds, Duration own) {
        ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        try {
            byte[] taken = file.ioctl(
                    "setting its time",
                    WDIOC_SETTIMEOUT,
                    value.putInt(0, seconds).array().clone());
            return Duration.ofSeconds(
                    ByteBuffer.wrap(taken).order(ByteOrder.nativeOrder()).getInt(0));
        } catch (HalException refused) {
            if (refused.kind() == Kind.UNSUPPORTED && own.isPositive()) {
                return own;
            }
            throw refused;
        }
    }

    private record Feeding(DeviceFile file, Duration timeout) implements Armed {
        @Override
        public void feed() {
            file.write((byte) 0);
        }

        @Override
        public void close() {
            if (file.isOpen()) {
                try {
                    file.write(MAGIC_CLOSE);
                } finally {
                    file.close();
                }
            }
        }
    }
}
