// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.bench.instrument.PowerMeter;
import org.hearthplug.bench.instrument.Relay;
import org.hearthplug.bench.instrument.Thermometer;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PlugClient;

/**
 * What is tried with a plug on the bench: at rest; busy; its limit lowered while it is busy; a disk plugged in while it is busy. It changes
 * the budget as its owner may, puts it back at the end whatever happens, and needs nothing of the plug that an owner has not.
 */
public final class Suite {
    /** A lowered limit may take so long, in s, until the mean of a second is below it: one window and the manager's own time. */
    private static final double MAY_SETTLE = 3;

    private static final double DISK_SECONDS = 20;
    /** A wish that takes longer than this, in s, is worth a remark. */
    private static final double SLOW_ANSWER = 1;

    private final PlugClient owner;
    private final Bench bench;
    private final PrintStream out;
    private final List<Step> steps = new ArrayList<>();
    /** Where the plug knew its power from, step after step. */
    private final Set<String> sources = new LinkedHashSet<>();

    /**
     * What stands on the bench.
     *
     * @param meter at the wall
     * @param thermometer on the case, if there is one
     * @param disk what plugs in a USB disk, if there is one
     * @param stepSeconds length of each part, in s
     */
    public record Bench(
            PowerMeter meter, Optional<Thermometer> thermometer, Optional<Relay> disk, double stepSeconds) {}

    /**
     * A part of a run.
     *
     * @param limit the limit that held in it, in W
     * @param held whether no second of it was above that
     * @param settled seconds from when the plug had taken a lowered limit until it held; NaN where none was lowered
     * @param work bytes stored and fetched
     */
    public record Step(
            String name,
            double from,
            double to,
            double limit,
            boolean held,
            Recording.Second worst,
            double mean,
            double settled,
            long work,
            String remark) {}

    /** A whole run. */
    public record Result(
            Recording recording, List<Step> steps, double hottest, String meter, Map<String, String> plug) {
        /** Whether the limit held in all of it, as far as the meter saw. */
        public boolean held() {
            return steps.stream().allMatch(Step::held);
        }
    }

    /** A suite for that plug, told to whoever reads {@code out}. */
    public Suite(PlugClient owner, Bench bench, PrintStream out) {
        this.owner = owner;
        this.bench = bench;
        this.out = out;
    }

    /**
     * Runs it all; takes four times the length of a step and some.
     *
     * @throws IOException when an instrument fails or nobody does what no relay can
     */
    public Result run() throws IOException {
        Json before = status();
        Json budget = before.get("budget");
        double limit = budget.get("hardLimitMilliwatts").longValue() / 1000.0;
        try (Sampler sampler = new Sampler(bench.meter(), bench.thermometer())) {
            try {
                rest(sampler, limit);
                try (Worker worker = new Worker(owner)) {
                    busy(sampler, worker, limit);
                    lowered(sampler, worker, limit);
                    disk(sampler, worker, limit);
                }
            } finally {
                change(Map.of(
                        "hardLimitMilliwatts",
                        budget.get("hardLimitMilliwatts").longValue(),
                        "admission",
                        budget.get("admission").bool()));
            }
            return new Result(
                    sampler.recording(),
                    List.copyOf(steps),
                    sampler.hottest(),
                    bench.meter().identity(),
                    plug(before));
        }
    }

    private Map<String, String> plug(Json before) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("board", before.get("board").string());
        all.put("source", String.join(", then ", sources));
        return all;
    }

    private void rest(Sampler sampler, double limit) throws IOException {
        double from = sampler.now();
        sampler.rest(bench.stepSeconds());
        note(sampler, "at rest", from, limit, Double.NaN, 0, "");
    }

    private void busy(Sampler sampler, Worker worker, double limit) throws IOException {
        double from = sampler.now();
        sampler.rest(bench.stepSeconds());
        note(sampler, "busy with files", from, limit, Double.NaN, worker.bytes(), worker.trouble());
    }

    /** Halfway between rest and work, where the plug has to give something up. */
    private void lowered(Sampler sampler, Worker worker, double limit) throws IOException {
        double rest = steps.get(0).mean();
        double busy = steps.get(1).mean();
        // The margin that the plug keeps for what its source may be off comes on top of what it needs.
        double wanted = Math.clamp(1.06 * (rest + Math.max(0.2, busy - rest) / 2), 3.0, limit);
        long done = worker.bytes();
        double asked = sampler.now();
        change(Map.of("hardLimitMilliwatts", Math.round(wanted * 1000)));
        // In force is a limit once the plug has said so; a busy one may take its time to answer.
        double from = sampler.now();
        sampler.rest(bench.stepSeconds());
        double settled = sampler.recording().settled(from, sampler.now(), wanted);
        double check = from + MAY_SETTLE;
        String remark = busy <= wanted
                ? "the plug drew less than the lowered limit before: nothing had to be given up"
                : from - asked > SLOW_ANSWER
                        ? String.format(Locale.ROOT, "the plug took %.1f s to take the limit", from - asked)
                        : "";
        noteFrom(sampler, "limit lowered while busy", from, check, wanted, settled, worker.bytes() - done, remark);
        change(Map.of("hardLimitMilliwatts", Math.round(limit * 1000)));
    }

    private void disk(Sampler sampler, Worker worker, double limit) throws IOException {
        if (bench.disk().isEmpty()) {
            return;
        }
        Relay relay = bench.disk().get();
        change(Map.of("admission", true));
        long done = worker.bytes();
        double from = sampler.now();
        relay.on(true);
        double end = sampler.now() + Math.max(DISK_SECONDS, bench.stepSeconds());
        String state = "nothing was seen at the USB ports";
        while (sampler.now() < end) {
            sampler.rest(1);
            state = ports(state);
        }
        note(sampler, "disk plugged in while busy", from, limit, Double.NaN, worker.bytes() - done, state);
        relay.on(false);
    }

    private String ports(String before) {
        List<Json> ports = status().get("ports").list();
        return ports.isEmpty()
                ? before
                : ports.getFirst().get("name").string() + ": "
                        + ports.getFirst().get("state").string();
    }

    private void note(
            Sampler sampler, String name, double from, double limit, double settled, long work, String remark) {
        noteFrom(sampler, name, from, from, limit, settled, work, remark);
    }

    private void noteFrom(
            Sampler sampler,
            String name,
            double from,
            double check,
            double limit,
            double settled,
            long work,
            String remark) {
        Recording seen = sampler.recording();
        double to = seen.now();
        Recording.Second worst = seen.worst(check, to);
        double gap = seen.longestGap(from, to);
        String blind = gap > 1 ? "the meter gave nothing for " + Math.round(gap * 10) / 10.0 + " s" : "";
        boolean held = worst.watts() <= limit && gap <= 1;
        String said = remark.isEmpty() ? blind : blind.isEmpty() ? remark : remark + "; " + blind;
        sources.add(status().get("source").string());
        Step step = new Step(name, from, to, limit, held, worst, seen.mean(from, to), settled, work, said);
        steps.add(step);
        out.println(Words.line(step));
    }

    private Json status() {
        PlugClient.Answer answer = owner.send("GET", "/api/v1/power");
        if (answer.status() != 200) {
            throw new IllegalStateException("The plug does not tell its power: " + answer);
        }
        return answer.json();
    }

    private void change(Map<String, ?> budget) {
        PlugClient.Answer answer = owner.sendJson("PUT", "/api/v1/power/budget", budget);
        if (answer.status() != 200) {
            throw new IllegalStateException("The plug does not take the budget: " + answer);
        }
    }
}
