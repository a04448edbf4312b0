// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.BoardProfile;

/** Board identity from the device tree in {@code /proc/device-tree}, kernel identity from {@code /proc/sys/kernel}. */
final class LinuxBoard implements Board {
    private final KernelFiles files;

    LinuxBoard(KernelFiles files) {
        this.files = files;
    }

    @Override
    public BoardIdentity identity() {
        String model = strings("proc/device-tree/model").stream()
                .findFirst()
                .or(() -> files.label("sys/class/dmi/id/product_name"))
                .orElse("unknown");
        return new BoardIdentity(
                model,
                strings("proc/device-tree/compatible"),
                files.label("proc/sys/kernel/osrelease").orElse("unknown"),
                files.label("proc/sys/kernel/random/boot_id").orElse("unknown"),
                files.label("proc/sys/kernel/hostname").orElse("unknown"));
    }

    @Override
    public Optional<BoardProfile> profile() {
        return new ProfileFile(files).of(strings("proc/device-tree/compatible"));
    }

    /** Strings of a device tree property, each ended by a NUL (Devicetree Specification 2.2.4). */
    private List<String> strings(String property) {
        Optional<byte[]> raw = files.bytes(property);
        if (raw.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(new String(raw.get(), StandardCharsets.UTF_8).split("\0"))
                .map(Text::clean)
                .filter(text -> !text.isEmpty())
                .limit(32)
                .toList();
    }

    @Override
    public Duration uptime() {
        String first = files.text("proc/uptime")
                .map(Text::words)
                .filter(words -> !words.isEmpty())
                .map(words -> words.getFirst())
                .orElse("0");
        try {
            return Duration.ofMillis((long) (Double.parseDouble(first) * 1000));
        } catch (NumberFormatException malformed) {
            return Duration.ZERO;
        }
    }
}
