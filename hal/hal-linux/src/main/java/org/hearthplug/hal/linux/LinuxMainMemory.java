// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.MainMemory;

/** {@code /proc/meminfo}; its amounts are in KiB (proc_meminfo(5)). */
final class LinuxMainMemory implements MainMemory {
    private static final long BYTES_PER_UNIT = 1024;

    private final KernelFiles files;

    LinuxMainMemory(KernelFiles files) {
        this.files = files;
    }

    @Override
    public State state() {
        Map<String, Long> amounts = new HashMap<>();
        for (String line : files.text("proc/meminfo").orElse("").split("\n", 200)) {
            List<String> words = Text.words(line);
            if (words.size() >= 2) {
                Text.number(words.get(1)).ifPresent(n -> amounts.put(words.getFirst(), n));
            }
        }
        return new State(
                bytes(amounts, "MemTotal:"),
                bytes(amounts, "MemAvailable:"),
                bytes(amounts, "SwapTotal:"),
                bytes(amounts, "SwapFree:"));
    }

    private static long bytes(Map<String, Long> amounts, String key) {
        Long amount = amounts.get(key);
        if (amount == null || amount < 0 || amount > Long.MAX_VALUE / BYTES_PER_UNIT) {
            throw new HalException(HalException.Kind.MALFORMED, "proc/meminfo", "no " + key);
        }
        return amount * BYTES_PER_UNIT;
    }
}
