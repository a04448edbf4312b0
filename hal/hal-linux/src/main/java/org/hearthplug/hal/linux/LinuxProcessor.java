// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Processor;

/** Cores and cpufreq policies from {@code /sys/devices/system/cpu}, times from {@code /proc/stat}. */
final class LinuxProcessor implements Processor {
    private static final String CPUS = "sys/devices/system/cpu";
    private static final int HZ_PER_KHZ = 1000;

    // Fields of the "cpu" line, proc_stat(5): user nice system idle iowait irq softirq steal (guest times are in user).
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private static final Pattern POLICY = Pattern.compile("policy\\d{1,4}");
    private static final Pattern CORE = Pattern.compile("cpu\\d{1,4}");

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
                files.number(path + "cpuinfo_min_freq").orElse(min.getAsLong()) * HZ_PER_KHZ,
                files.number(path + "cpuinfo_max_freq").orElse(max.getAsLong()) * HZ_PER_KHZ,
                points,
                files.label(path + "scaling_governor").orElse(""),
                words(path + "scaling_available_governors")));
    }

    private List<String> words(String path) {
        return files.text(path).map(Text::words).orElse(List.of());
    }

    @Override
    public List<Core> coreList() {
        List<Core> cores = new ArrayList<>();
        for (String name : files.names(CPUS)) {
            String path = CPUS + "/" + name;
            if (CORE.matcher(name).matches()) {
                boolean switchable = files.exists(path + "/online");
                boolean online = !switchable || files.flag(path + "/online");
                cores.add(new Core(Integer.parseInt(name.substring(3)), online, switchable));
            }
        }
        return cores;
    }

    @Override
    public void limit(String policy, long minHz, long maxHz) {
        String path = existing(policy);
        long lowest = files.number(path + "cpuinfo_min_freq").orElse(0) * HZ_PER_KHZ;
        long highest = files.number(path + "cpuinfo_max_freq").orElse(0) * HZ_PER_KHZ;
        if (minHz > maxHz || minHz < lowest || maxHz > highest) {
            throw new HalException(
                    Kind.OUT_OF_RANGE,
                    policy,
                    minHz + " to " + maxHz + " Hz; the hardware has " + lowest + " to " + highest);
        }
        String min = Long.toString(minHz / HZ_PER_KHZ);
        String max = Long.toString(maxHz / HZ_PER_KHZ);
        Bounded.run(policy, () -> {
            // Never a minimum above the maximum, not even for a moment.
            long maxNow = files.number(path + "scaling_max_freq").orElse(0) * HZ_PER_KHZ;
            if (minHz <= maxNow) {
                files.write(path + "scaling_min_freq", min);
                files.write(path + "scaling_max_freq", max);
            } else {
                files.write(path + "scaling_max_freq", max);
                files.write(path + "scaling_min_freq", min);
            }
        });
    }

    @Override
    public void governor(String policy, String governor) {
        String path = existing(policy);
        if (!words(path + "scaling_available_governors").contains(governor)) {
            throw new HalException(Kind.UNSUPPORTED, policy, "no such governor: " + Text.clean(governor));
        }
        Bounded.run(policy, () -> files.write(path + "scaling_governor", governor));
    }

    @Override
    public void online(int core, boolean online) {
        String path = CPUS + "/cpu" + core;
        if (core < 0 || !files.exists(path)) {
            throw new HalException(Kind.GONE, "cpu" + core, "there is no such core");
        }
        if (!files.exists(path + "/online")) {
            if (online) {
                return;
            }
            throw new HalException(Kind.UNSUPPORTED, "cpu" + core, "this core cannot be stopped");
        }
        if (files.flag(path + "/online") != online) {
            Bounded.run("cpu" + core, () -> files.write(path + "/online", online ? "1" : "0"));
        }
    }

    /** The policy's directory. The name comes from outside: only what looks like one is let into a path. */
    private String existing(String policy) {
        if (!POLICY.matcher(policy).matches() || !files.exists(CPUS + "/cpufreq/" + policy)) {
            throw new HalException(Kind.GONE, policy, "there is no such policy");
        }
        return CPUS + "/cpufreq/" + policy + "/";
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
