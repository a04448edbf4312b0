// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A piece of work under way, as the page sees it. Safe for several threads. */
final class Job {
    private final String kind;
    private final Instant since;
    private final long beginNanos = System.nanoTime();
    private Map<String, Object> progress = Map.of();
    private String phase = "";
    private long phaseNanos;
    private boolean stopping;
    private boolean pausing;
    private boolean withinHours;

    Job(String kind, Instant since) {
        this.kind = kind;
        this.since = since;
    }

    String kind() {
        return kind;
    }

    /** Takes progress; returns whether to go on. */
    synchronized boolean take(Map<String, Object> news) {
        String now = Shape.text(news, "phase");
        if (!now.equals(phase)) {
            phase = now;
            phaseNanos = System.nanoTime();
        }
        progress = news;
        return !stopping;
    }

    synchronized void stop() {
        stopping = true;
    }

    /**
     * Looks at the hours: work that was at it while they were open pauses when they end. What the owner began outside of them goes on.
     * A restore never waits.
     */
    synchronized void keepTo(boolean open) {
        if (open) {
            withinHours = true;
        } else if (withinHours && !kind.equals("restore")) {
            pausing = true;
            stopping = true;
        }
    }

    /** Whether it was stopped to be gone on with. */
    synchronized boolean paused() {
        return pausing;
    }

    /** Returns kind, since, phase, items, bytes, and where they can be told total, bytesPerSecond and secondsLeft. */
    synchronized Map<String, Object> describe() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", kind);
        json.put("since", since.toString());
        json.put("seconds", (System.nanoTime() - beginNanos) / 1_000_000_000L);
        json.put("stopping", stopping);
        if (pausing) {
            json.put("pausing", true);
        }
        json.putAll(progress);
        double seconds = (System.nanoTime() - phaseNanos) / 1e9;
        long bytes = Shape.number(progress, "bytes", 0);
        if (bytes > 0 && seconds > 1) {
            long rate = (long) (bytes / seconds);
            json.put("bytesPerSecond", rate);
            long total = Shape.number(progress, "total", -1);
            if (phase.equals("SAVING") && total > bytes && rate > 0) {
                json.put("secondsLeft", (total - bytes) / rate);
            }
        }
        return json;
    }
}
