// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.util.concurrent.TimeUnit;
import org.hearthplug.backup.posix.ProgramPages;

/**
 * Keeps the heap small. The serial collector grows the old generation up to {@code -Xmx} before it collects it once, and
 * {@code -Xmx} is there for the largest folder, not for every run: left alone, a backup of a gigabyte takes 20 MiB that
 * nobody uses any more. A collection of what lives here, a few MiB, takes some ten milliseconds. Where more lives, it waits
 * until half as much again is used. With the heap go the
 * pages of the program, of which each kind of work wants others.
 */
public final class HeapKeeper {
    private static final long SLACK = 4L << 20;

    /** Whoever gives the JVM more than this does not ask for a small heap. */
    private static final boolean SMALL = Runtime.getRuntime().maxMemory() <= 64L << 20;

    /** What the program touches in this time is mapped anew each time: a fault for each sixteen pages. */
    private static final long PAGES_FOR = TimeUnit.MILLISECONDS.toNanos(50);

    private static volatile ProgramPages program = ProgramPages.none();
    private static volatile long lived;
    private static volatile long given = System.nanoTime();

    private HeapKeeper() {}

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** To be called when libraries may have been loaded, whose pages count from now on. Reads {@code /proc/self/smaps}: not for each folder. */
    public static void librariesLoaded() {
        if (SMALL) {
            program = ProgramPages.ofThisProcess();
            nextPhase();
        }
    }

    /** To be called where a run goes over from one kind of work to another: the pages that only the one wanted go. */
    public static void nextPhase() {
        program.giveBack();
        given = System.nanoTime();
    }

    /** To be called now and then where little lives: between folders, between packs. Blocks while it collects. */
    public static void step() {
        if (used() - lived > Math.max(SLACK, lived / 2)) {
            collect();
        } else if (SMALL && System.nanoTime() - given > PAGES_FOR) {
            nextPhase();
        }
    }

    /** To be called before something large is made. Blocks while it collects. */
    public static void collect() {
        if (SMALL) {
            System.gc();
            lived = used();
            nextPhase();
        }
    }
}
