// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException;

/** What disks expect of themselves (SMART), asked every ten minutes and not more often; one that rests is not woken for it. */
final class Verdicts {
    private static final long AGAIN_NANOS = 600_000_000_000L;

    private record Told(boolean failing, long askedNanos) {}

    private final DiskControl control;
    private final Executor threads;
    private final Map<String, Told> told = new HashMap<>();

    Verdicts(DiskControl control, Executor threads) {
        this.control = control;
        this.threads = threads;
    }

    private static String key(Disk disk) {
        return String.join(
                "/", disk.name(), disk.model().orElse(""), disk.serial().orElse(""), Long.toString(disk.bytes()));
    }

    /** Asks those that are due, without waiting, and forgets all others. */
    void ask(List<Disk> disks) {
        Set<String> there = new HashSet<>();
        for (Disk disk : disks) {
            if (there.add(key(disk)) && due(key(disk))) {
                threads.execute(() -> ask(disk));
            }
        }
        synchronized (this) {
            told.keySet().retainAll(there);
        }
    }

    private synchronized boolean due(String key) {
        Told before = told.get(key);
        long now = System.nanoTime();
        if (before != null && now - before.askedNanos() < AGAIN_NANOS) {
            return false;
        }
        told.put(key, new Told(before != null && before.failing(), now));
        return true;
    }

    private void ask(Disk disk) {
        try {
            boolean failing = control.smart(disk.name()).verdict() == Verdict.FAILING;
            synchronized (this) {
                told.computeIfPresent(key(disk), (key, before) -> new Told(failing, before.askedNanos()));
            }
        } catch (HalException silent) {
            // It does not tell, or rests: what it said before stands.
        }
    }

    synchronized boolean failing(Disk disk) {
        Told now = told.get(key(disk));
        return now != null && now.failing();
    }
}
