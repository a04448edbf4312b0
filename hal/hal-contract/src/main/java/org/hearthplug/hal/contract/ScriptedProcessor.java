// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Processor;

/** Four cores, two of them running, one policy of 600, 800 and 1000 Hz: it keeps what it is told. */
final class ScriptedProcessor implements Processor {
    private static final List<Long> POINTS = List.of(600L, 800L, 1000L);
    private static final List<String> GOVERNORS = List.of("ondemand", "powersave");

    private final Set<String> failing;
    private final AtomicInteger readings;
    private final boolean[] online = {true, true, false, false};
    private long minHz = 600;
    private long maxHz = 1000;
    private String governor = "ondemand";

    ScriptedProcessor(Set<String> failing, AtomicInteger readings) {
        this.failing = failing;
        this.readings = readings;
    }

    private void check() {
        if (failing.contains("processor")) {
            throw new HalException(Kind.IO, "processor", 5, "scripted", null);
        }
    }

    @Override
    public synchronized State state() {
        check();
        int running = 0;
        for (boolean one : online) {
            running += one ? 1 : 0;
        }
        return new State(
                online.length,
                running,
                List.of(new FrequencyPolicy(
                        "policy0",
                        OptionalLong.of(Math.clamp(800, minHz, maxHz)),
                        minHz,
                        maxHz,
                        POINTS.getFirst(),
                        POINTS.getLast(),
                        POINTS,
                        governor,
                        GOVERNORS)));
    }

    @Override
    public Times times() {
        int n = readings.incrementAndGet();
        return new Times(25L * n, 75L * n);
    }

    @Override
    public synchronized List<Core> coreList() {
        check();
        List<Core> cores = new ArrayList<>();
        for (int i = 0; i < online.length; i++) {
            cores.add(new Core(i, online[i], i > 0));
        }
        return cores;
    }

    @Override
    public synchronized void limit(String policy, long min, long max) {
        known(policy);
        if (min > max || min < POINTS.getFirst() || max > POINTS.getLast()) {
            throw new HalException(Kind.OUT_OF_RANGE, policy, "scripted");
        }
        minHz = min;
        maxHz = max;
    }

    @Override
    public synchronized void governor(String policy, String wanted) {
        known(policy);
        if (!GOVERNORS.contains(wanted)) {
            throw new HalException(Kind.UNSUPPORTED, policy, "scripted");
        }
        governor = wanted;
    }

    private void known(String policy) {
        check();
        if (!policy.equals("policy0")) {
            throw new HalException(Kind.GONE, policy, "scripted");
        }
    }

    @Override
    public synchronized void online(int core, boolean on) {
        check();
        if (core < 0 || core >= online.length) {
            throw new HalException(Kind.GONE, "cpu" + core, "scripted");
        }
        if (core == 0 && !on) {
            throw new HalException(Kind.UNSUPPORTED, "cpu0", "scripted");
        }
        online[core] = on;
    }
}
