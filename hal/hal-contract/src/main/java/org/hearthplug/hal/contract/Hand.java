// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * A hand at the plug, for suites that run inside of it: a wish is written on a note ({@value #NOTE}), whoever plugs and pulls from outside reads
 * it, does it, and takes the note away.
 */
public final class Hand {
    /** Where the note lies. */
    public static final String NOTE = "/run/contract-wish";

    private static final long PATIENT_NANOS = TimeUnit.MINUTES.toNanos(5);

    private Hand() {}

    /** Leaves a wish and goes on, for what must happen in the middle of something. */
    public static void ask(String wish) {
        try {
            Path note = Path.of(NOTE);
            Path draft = Path.of(NOTE + ".draft");
            Files.writeString(draft, wish);
            Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Waits until the last wish is done; 5 min at most. */
    public static void awaitDone() throws InterruptedException {
        long began = System.nanoTime();
        while (Files.exists(Path.of(NOTE))) {
            if (System.nanoTime() - began > PATIENT_NANOS) {
                throw new IllegalStateException("nobody fulfils the wish at " + NOTE);
            }
            Thread.sleep(50);
        }
    }

    /** Leaves a wish and waits until it is done; 5 min at most. */
    public static void please(String wish) throws InterruptedException {
        ask(wish);
        awaitDone();
    }
}
