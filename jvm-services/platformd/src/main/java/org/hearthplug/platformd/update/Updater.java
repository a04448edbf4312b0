// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks the supervised updater to do one thing. It runs as a process of the supervisor's, so that an update survives the end of
 * platformd, and platformd never starts a program.
 */
final class Updater {
    private static final Logger LOG = Logger.getLogger(Updater.class.getName());
    private static final byte[] ONCE = {'o'};
    private static final Set<String> ENDS = Set.of("installed", "failed");
    private static final String LOOK = "look";
    private static final Duration NUDGE = Duration.ofMillis(300);
    private static final int NUDGES = 200;

    private final Path work;
    private final Path service;

    Updater(Path work, Path service) {
        this.work = work;
        this.service = service;
    }

    boolean there() {
        return Files.exists(service.resolve("supervise/control"));
    }

    /**
     * Whether it works on something that has to end first, or is about to. Who has told an end and only tidies up is not busy, nor is
     * who looks for bundles on sticks: the next request waits for it, and a person who sees "installed" or a bundle may go on at once.
     */
    boolean busy() {
        // In this order: the updater takes a request only when its supervisor says that it runs.
        Path waiting = work.resolve("request");
        if (Files.exists(waiting)) {
            return !looks(waiting);
        }
        return Notes.text(service.resolve("supervise/stat")).startsWith("run")
                && !looks(work.resolve("request.taken"))
                && !ENDS.contains(Notes.values(work.resolve("status")).getOrDefault("state", ""));
    }

    private static boolean looks(Path request) {
        return LOOK.equals(Notes.values(request).get("do"));
    }

    /** Leaves the request and wakes the updater; returns at once. The lines must be free of line breaks. */
    void request(List<String> lines) throws IOException {
        Path beside = work.resolve("request.new");
        Files.createDirectories(work);
        Files.write(beside, lines);
        Files.move(
                beside, work.resolve("request"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        wake();
        Thread.ofVirtual().name("updater-nudge").start(this::nudge);
    }

    /** Says that an installation is under way, in place of what the one before left: nobody may take its end for this one's. */
    void announce(String name) throws IOException {
        Path beside = work.resolve("status.new");
        Files.createDirectories(work);
        Files.writeString(beside, "state=checking\nsource=" + name + "\npercent=0\n");
        Files.move(beside, work.resolve("status"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void wake() throws IOException {
        Files.write(service.resolve("supervise/control"), ONCE, StandardOpenOption.WRITE);
    }

    /** A wake-up that meets the end of the run before is lost: the request still lies there, so it is woken again. */
    private void nudge() {
        try {
            for (int i = 0; i < NUDGES && Files.exists(work.resolve("request")); i++) {
                Thread.sleep(NUDGE);
                if (!Notes.text(service.resolve("supervise/stat")).startsWith("run")) {
                    wake();
                }
            }
        } catch (IOException gone) {
            LOG.log(Level.WARNING, "The updater cannot be woken.", gone);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
