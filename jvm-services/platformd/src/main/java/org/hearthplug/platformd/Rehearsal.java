// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.hearthplug.platformd.power.PowerCommand;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;

/**
 * While an image is built only: what {@code hearth power} does, done once inside the service that the build watches. The cache of classes
 * that it makes is the command's too, and a class that nobody loaded then is parsed and verified anew each time a person asks.
 */
final class Rehearsal implements Component {
    private static final int TRIES = 120;
    private static final long PAUSE_MILLIS = 500;

    private Thread thread;

    /** Whether this start is a build's: {@code java-service} says so. */
    static boolean isWanted() {
        return System.getProperty("hearth.train") != null;
    }

    @Override
    public String name() {
        return "rehearsal";
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("rehearsal").start(Rehearsal::run);
    }

    private static void run() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        try {
            for (int tries = 0; tries < TRIES && PowerCommand.show(nowhere) != 0; tries++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        thread.interrupt();
    }

    @Override
    public Health health() {
        return Health.GOOD;
    }
}
