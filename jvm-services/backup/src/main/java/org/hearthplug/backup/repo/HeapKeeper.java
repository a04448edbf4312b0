// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import org.hearthplug.backup.posix.ProgramPages;

/**
 * Keeps the heap small. The serial collector grows the old generation up to {@code -Xmx} before it collects it once, and
 * {@code -Xmx} is there for the largest folder, not for every run: left alone, a backup of a gigabyte takes 20 MiB that
 * nobody uses any more. A collection of what lives here, a few MiB, takes some ten milliseconds. Where more lives, it waits
 * until half as much again is used. With the heap go the pages of the program that only its start wanted.
 */
public final class HeapKeeper {
    private static final long SLACK = 4L << 20;

    /** Whoever gives the JVM more than this does not ask for a small heap. */
    private static final boolean SMALL = Runtime.getRuntime().maxMemory() <= 64L << 20;

    private static final ProgramPages PROGRAM = SMALL ? ProgramPages.ofThisProcess() : ProgramPages.none();

    private static volatile long lived;

    private HeapKeeper() {}

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** To be called when a repository is open: what only the start wanted goes. */
    public static void started() {
        PROGRAM.giveBack();
    }

    /** To be called now and then where little lives: between folders, between packs. Blocks while it collects. */
    public static void step() {
        if (used() - lived > Math.max(SLACK, lived / 2)) {
            collect();
        }
    }

    /** To be called before something large is made. Blocks while it collects. */
    public static void collect() {
        if (SMALL) {
            System.gc();
            lived = used();
            PROGRAM.giveBack();
        }
    }
}
