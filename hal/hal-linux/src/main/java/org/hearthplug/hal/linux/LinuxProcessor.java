// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Processor;

/** Cores and cpufreq policies from {@code /sys/devices/system/cpu}, times from {@code /proc/stat}. */
final class LinuxProcessor implements Processor {
    private static final String CPUS = "sys/devices/system/cpu";
    private static final int HZ_PER_KHZ = 1000;

    // Fields of the "cpu" line, proc_stat(5): user nice system idle iowait irq softirq steal (guest times are in user).
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private final KernelFiles files;

    LinuxProcessor(KernelFiles files) {
        this.files = files;
    }

    @Override
    public State state() {
        int present =
                files.text(CPUS + "/present").map(LinuxProcessor::countRanges).orElse(1);
        int online =
                files.text(CPUS + "/online").map(LinuxProcessor::countRanges).orElse(present);
        List<FrequencyPolicy> policies = new ArrayList<>();
        for (String name : files.names(CPUS + "/cpufreq")) {
            if (name.startsWith("policy")) {
                policy(name, policies);
            }
        }
        return new State(present, online, policies);
    }

    private void policy(String name, List<FrequencyPolicy> into) {
        String path = CPUS + "/cpufreq/" + name + "/";
        OptionalLong min = files.number(path + "scaling_min_freq");
        OptionalLong max = files.number(path + "scaling_max_freq");
        if (min.isEmpty() || max.isEmpty()) {
            return;
        }
        List<Long> points =
                files.text(path + "scaling_available_frequencies").map(Text::words).orElse(List.of()).stream()
                        .map(Text::number)
                        .filter(OptionalLong::isPresent)
                        .map(khz -> khz.getAsLong() * HZ_PER_KHZ)
                        .sorted()
                        .toList();
        OptionalLong current = files.number(path + "scaling_cur_freq");
        into.add(new FrequencyPolicy(
                name,
                current.isPresent() ? OptionalLong.of(current.getAsLong() * HZ_PER_KHZ) : current,
                min.getAsLong() * HZ_PER_KHZ,
                max.getAsLong() * HZ_PER_KHZ,
                points,
                files.label(path + "scaling_governor").orElse("")));
    }

    /** Counts what a list like {@code 0-3,5} names; 1 when it is none. */
    static int countRanges(String list) {
        long count = 0;
        for (String range : list.split(",")) {
            int dash = range.indexOf('-');
            OptionalLong from = Text.number(dash < 0 ? range : range.substring(0, dash));
            OptionalLong to = dash < 0 ? from : Text.number(range.substring(dash + 1));
            if (from.isPresent() && to.isPresent() && to.getAsLong() >= from.getAsLong()) {
                count += Math.min(to.getAsLong() - from.getAsLong() + 1, 4096);
            }
        }
        return Math.clamp(count, 1, 4096);
    }

    @Override
    public Times times() {
        String all = files.text("proc/stat").orElse("");
        List<String> fields = Text.words(all.lines().findFirst().orElse(""));
        if (fields.size() <= IOWAIT || !fields.getFirst().equals("cpu")) {
            throw new HalException(HalException.Kind.MALFORMED, "proc/stat", "no cpu line");
        }
        long busy = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(fields.size(), STEAL + 1); i++) {
            long ticks = Math.max(0, Text.number(fields.get(i)).orElse(0));
            if (i == IDLE || i == IOWAIT) {
                idle += ticks;
            } else {
                busy += ticks;
            }
        }
        return new Times(busy, idle);
    }
}
