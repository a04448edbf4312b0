// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

/**
 * Keeps the heap small. The serial collector grows the old generation up to {@code -Xmx} before it collects it once, and
 * {@code -Xmx} is there for the largest folder, not for every run: left alone, a backup of a gigabyte takes 20 MiB that
 * nobody uses any more. A collection of what lives here, a few MiB, takes some ten milliseconds. Where more lives, it waits
 * until half as much again is used.
 */
public final class HeapKeeper {
    private static final long SLACK = 4L << 20;

    /** Whoever gives the JVM more than this does not ask for a small heap. */
    private static final boolean SMALL = Runtime.getRuntime().maxMemory() <= 64L << 20;

    private static volatile long lived;

    private HeapKeeper() {}

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** To be called now and then where little lives: between folders, between packs. Blocks while it collects. */
    public static void step() {
        if (SMALL && used() - lived > Math.max(SLACK, lived / 2)) {
            System.gc();
            lived = used();
        }
    }
}
