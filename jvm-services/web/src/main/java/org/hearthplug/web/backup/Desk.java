// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.energy.EnergyKeeper;
import org.hearthplug.web.energy.JobScale;
import org.hearthplug.web.http.Problem;

/** Where the owner's wishes and the schedule become work: one piece at a time, on a thread of its own. Safe for many threads. */
final class Desk implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Desk.class.getName());

    private final Book book;
    private final EngineLink engine;
    private final InstantSource clock;
    private final Path own;
    private final Sources sources;
    private final Function<String, JobScale> weigh;
    private Job job;
    private Thread worker;
    private boolean toldOfAge;

    /**
     * @param own the owner's files
     * @param sources says what is backed up
     * @param weigh begins to weigh the energy of a job of a kind
     */
    Desk(
            Path folder,
            Path engineFolder,
            Path own,
            Sources sources,
            Function<String, JobScale> weigh,
            InstantSource clock)
            throws IOException {
        this.book = new Book(folder);
        this.engine = new EngineLink(engineFolder);
        this.own = own;
        this.sources = sources;
        this.weigh = weigh;
        this.clock = clock;
    }

    /** What is to be backed up now: {@code sources}, {@code excludes} and {@code tags}, as backupd understands them. */
    @FunctionalInterface
    interface Sources {
        Map<String, Object> now() throws IOException;
    }

    /** What a job does besides having backupd work; nothing of another job comes between. */
    @FunctionalInterface
    interface Around {
        /** Before backupd is asked. */
        default void begin() throws IOException {}

        /** Hears how far the work is. @throws BackupFailure to have it stop */
        default void watch(Map<String, Object> news) {}

        /** When backupd did what was asked. */
        void finish(Map<String, Object> result) throws IOException;

        /** After all else, however it ended. */
        default void end() {}
    }

    /** Reads or changes the book, alone. */
    @FunctionalInterface
    interface Look<T> {
        T at(Book book) throws IOException;
    }

    synchronized <T> T with(Look<T> look) throws IOException {
        return look.at(book);
    }

    /** As {@link #with}, while no job runs and none begins. @throws Problem 409 while one does */
    synchronized <T> T idle(Look<T> look) throws IOException {
        requireFree();
        return look.at(book);
    }

    /** The owner's files. */
    Path own() {
        return own;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized boolean busy() {
        return job != null;
    }

    /** Asks backupd something small and waits. @throws Problem 409 while a job runs, 422 or 502 with the engine's reason */
    Map<String, Object> ask(String what, Map<String, ?> with) throws IOException {
        return ask(what, with, idle(Book::setting));
    }

    /** As {@link #ask(String, Map)}, with other words than the book's, which are not kept. */
    Map<String, Object> ask(String what, Map<String, ?> with, String words) throws IOException {
        Map<String, Object> setting = idle(Book::setting);
        setting.put("words", words);
        return ask(what, with, setting);
    }

    private Map<String, Object> ask(String what, Map<String, ?> with, Map<String, Object> setting) {
        try {
            return engine.run(what, setting, with, news -> true);
        } catch (BackupFailure e) {
            throw problem(e);
        }
    }

    /** Starts a job. @throws Problem 409 while another runs */
    synchronized void start(String kind, Map<String, Object> with, Around around) throws IOException {
        requireFree();
        Map<String, Object> setting = book.setting();
        Job begun = new Job(kind, clock.instant());
        begun.keepTo(Hours.of(book.settings()).open(clock.instant()));
        if (!kind.equals("restore") && book.state().remove("paused") != null) {
            book.keepState();
        }
        job = begun;
        worker = Thread.ofVirtual().name("backup").start(() -> work(begun, kind, setting, with, around));
    }

    private void work(Job begun, String kind, Map<String, Object> setting, Map<String, Object> with, Around around) {
        JobScale scale = weigh.apply(kind);
        try {
            Map<String, Object> result = run(begun, kind, setting, with, around);
            scale.end(true).ifPresent(cost -> result.put("wattHours", EnergyKeeper.wattHours(cost.millijoules())));
            ended(kind, result, null);
        } catch (BackupFailure e) {
            scale.end(false);
            boolean pause = begun.paused() && e.kind().equals("CANCELLED");
            // Work that was stopped still sends what was on its way: whoever comes next waits for that.
            boolean notYet = e.kind().equals("BUSY") && !kind.equals("restore");
            if (pause || notYet) {
                paused(kind);
            } else {
                ended(kind, null, e);
            }
        } catch (IOException | RuntimeException e) {
            scale.end(false);
            LOG.log(Level.WARNING, "The backup's " + kind + " failed.", e);
            ended(kind, null, new BackupFailure("LOCAL_IO", "The plug's own disk or settings gave trouble."));
        }
    }

    private Map<String, Object> run(
            Job begun, String kind, Map<String, Object> setting, Map<String, Object> with, Around around)
            throws IOException {
        try {
            around.begin();
            Map<String, Object> result = new LinkedHashMap<>(engine.run(kind, setting, with, news -> {
                around.watch(news);
                return begun.take(news);
            }));
            around.finish(result);
            return result;
        } finally {
            around.end();
        }
    }

    /** Notes that work is gone on with, when its hours begin again or backupd is free: that is no failure. */
    private synchronized void paused(String kind) {
        job = null;
        LOG.log(Level.INFO, "The backup''s {0} waits, and goes on by itself.", kind);
        book.state()
                .put(
                        "paused",
                        Map.of(
                                "kind",
                                kind.equals("init") ? "synchronise" : kind,
                                "at",
                                clock.instant().toString()));
        keep();
    }

    private synchronized void ended(String kind, Map<String, Object> result, BackupFailure why) {
        job = null;
        Instant now = clock.instant();
        Map<String, Object> state = book.state();
        if (why == null) {
            Ledger.enter(state, kind, result, now);
        } else {
            LOG.log(Level.WARNING, "The backup''s {0} did not succeed: {1}", new Object[] {kind, why.getMessage()});
            Ledger.fail(state, kind, why, now);
        }
        keep();
    }

    private void keep() {
        try {
            book.keepState();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What the backup found could not be written down.", e);
        }
        notifyAll();
    }

    /** Starts what a person or the schedule wants. @throws Problem 409 while something runs, 422 for what there is no backup for */
    void start(String kind) throws IOException {
        start(kind, false);
    }

    /** As {@link #start(String)}. @param prune whether a backup makes room afterwards though that is not due */
    void start(String kind, boolean prune) throws IOException {
        Map<String, Object> with = new LinkedHashMap<>();
        switch (kind) {
            case "backup" -> {
                with.putAll(sources.now());
                with.put("prune", prune || with(b -> pruneIsDue(b.state())));
            }
            case "audit" -> with.put("budget", with(b -> Ledger.auditBudget(b.state())));
            case "repair" -> {
                with.put("readData", true);
                with.putAll(sources.now());
            }
            case "drill" -> with.put("target", with(Desk::drillTarget));
            case "synchronise", "init" -> with.put("why", kind);
            default ->
                throw new Problem(422, "There is no such work. Ask for backup, audit, repair, drill or synchronise.");
        }
        start(kind, with, result -> notePrune(with));
    }

    private void notePrune(Map<String, Object> with) throws IOException {
        if (Shape.flag(with, "prune")) {
            with(b -> b.state().put("prunedAt", clock.instant().toString()));
        }
    }

    private boolean pruneIsDue(Map<String, Object> state) {
        return Duration.between(Schedule.at(state, "prunedAt"), clock.instant()).toDays() >= 7;
    }

    /** The target whose last drill is longest ago; one that did not answer when it was last asked comes after those that did. */
    private static String drillTarget(Book book) {
        Map<String, Object> known = Shape.object(book.state(), "targets");
        Comparator<String> answered = Comparator.comparing(
                id -> Shape.text(Shape.object(known, id), "state").equals("DOWN"));
        return book.targets().stream()
                .map(t -> Shape.text(t, "id"))
                .min(answered.thenComparing(id -> Schedule.at(Shape.object(known, id), "drilledAt")))
                .orElseThrow(() -> new Problem(422, "There is no place with a backup yet. Set one up first."));
    }

    /**
     * Starts what is due, and has work pause whose hours are over. Called every half minute.
     *
     * @param unplugged ids of targets whose disks are away: nobody waits for them, and when they are back they are caught up
     */
    void tick(Set<String> unplugged) throws IOException {
        String due;
        synchronized (this) {
            if (job != null) {
                job.keepTo(Hours.of(book.settings()).open(clock.instant()));
            }
            tellOfAge();
            due = job != null
                    ? null
                    : Schedule.due(book.settings(), book.state(), unplugged, clock.instant())
                            .orElse(null);
        }
        if (due != null) {
            LOG.log(Level.INFO, "The backup''s {0} is due.", due);
            start(due);
        }
    }

    /** The log says it, too, once for each time that the last good copy becomes too old; the page says it until it is not. */
    private void tellOfAge() {
        boolean old = Describe.alert(book, job, clock.instant()).equals("old");
        if (old && !toldOfAge) {
            LOG.log(
                    Level.WARNING,
                    "The last good copy of the backup is older than 24 hours: {0}. Look at the page, Backup.",
                    Schedule.newestGood(book.state(), clock.instant()));
        }
        toldOfAge = old;
    }

    synchronized void stop() {
        if (job != null) {
            job.stop();
        }
    }

    /** Everything the page shows. */
    synchronized Map<String, Object> describe() {
        return Describe.all(book, job, clock.instant());
    }

    private void requireFree() {
        if (job != null) {
            throw new Problem(409, "The plug is at work on the backup. Try again when that is done.").retryAfter(5);
        }
    }

    static Problem problem(BackupFailure e) {
        return switch (e.kind()) {
            case "BUSY" -> new Problem(409, e.getMessage()).retryAfter(5);
            case "ABSENT" -> new Problem(503, e.getMessage()).retryAfter(10);
            case "UNREACHABLE" -> new Problem(502, "The place does not answer: " + e.getMessage());
            default -> new Problem(422, e.getMessage());
        };
    }

    /** Has the work stop in order, and waits for that a little. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            stop();
            running = worker;
        }
        try {
            if (running != null) {
                running.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
