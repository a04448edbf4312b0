// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.storage.energy.EnergyJob;

/**
 * Weighs one job. What backupd does is weighed by backupd's own counter: it does one thing at a time. What a thread of this daemon does pays
 * for its share of the daemon's processor time. Either way it is the energy that the job added: the plug itself, which is on anyway,
 * costs it nothing, and neither does the network.
 */
public final class JobScale {
    static final int CLOUDD = 0;
    static final int BACKUPD = 1;
    private static final Path THREAD = Path.of("/proc/thread-self/stat");
    private static final int UTIME = 11;
    private static final int MILLIS_PER_TICK = 10;

    /** What took less processor time is not worth a line. */
    private static final long LEAST_CPU_MILLIS = 1000;

    private final EnergyKeeper keeper;
    private final InstantSource clock;
    private final String kind;
    private final int who;
    private final long began;
    private final Optional<EnergyReply> before;
    private final long threadBefore;

    JobScale(EnergyKeeper keeper, InstantSource clock, String kind, int who) {
        this.keeper = keeper;
        this.clock = clock;
        this.kind = kind;
        this.who = who;
        began = clock.millis();
        before = keeper.countersIfAny();
        threadBefore = threadMillis();
    }

    /** Ends the job, writes down what it cost, and returns it; empty when nobody counted or it was next to nothing. */
    public Optional<EnergyJob> end(boolean good) {
        Optional<EnergyReply> after = keeper.countersIfAny();
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        boolean same = before.get().run().equals(after.get().run());
        long joule = after.get().counters().get(who)
                - (same ? before.get().counters().get(who) : 0);
        long cpu = after.get().cpuMillis().get(who)
                - (same ? before.get().cpuMillis().get(who) : 0);
        if (who == CLOUDD) {
            long mine = Math.max(0, threadMillis() - threadBefore);
            if (mine < LEAST_CPU_MILLIS) {
                return Optional.empty();
            }
            joule = cpu <= 0 ? 0 : Math.round(joule * Math.min(1.0, (double) mine / cpu));
            cpu = mine;
        }
        EnergyJob job = new EnergyJob(kind, began, clock.millis(), Math.max(0, joule), Math.max(0, cpu), good, !same);
        keeper.keep(job);
        return Optional.of(job);
    }

    /** Processor time of the calling thread; 0 where the kernel does not tell. */
    private static long threadMillis() {
        try {
            String line = new String(Files.readAllBytes(THREAD), StandardCharsets.US_ASCII);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return MILLIS_PER_TICK * (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]));
        } catch (IOException | RuntimeException untold) {
            return 0;
        }
    }
}
