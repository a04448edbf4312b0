// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;

/**
 * Keeps the indexes in line with the disk, on one thread of low priority: first what changed, then whole spaces (once after
 * each start, for what changed while nobody looked), then what the files say of themselves. What it has to do is a bounded list; when
 * that is full, the whole space is looked at instead.
 */
final class Indexer implements org.hearthplug.storage.Changes, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Indexer.class.getName());
    private static final int MAX_FOLDERS = 1000;
    private static final int LOOK_INTO = 50;
    private static final int A_FEW = 8;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Duration REST_AFTER = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** A folder that is to be looked at; a whole space when the folder is null. */
    record Place(String account, FilePath folder) {}

    private final Storage storage;
    private final Function<String, Path> files;
    private final Duration patience;
    private final Runnable onRest;
    private final IndexRuns runs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Changes changes = new Changes(System::nanoTime);
    private final Set<String> whole = new LinkedHashSet<>();
    private final Set<String> looked = new HashSet<>();
    private Thread thread;

    private boolean awake;
    private boolean stopped;
    private volatile String busyWith;

    /** The catalog that is open; only the thread touches it. */
    private Catalog catalog;

    private String catalogOf;

    Indexer(Storage storage, Function<String, Path> files, Duration patience, Runnable onRest, IndexRuns runs) {
        this.storage = storage;
        this.files = files;
        this.patience = patience;
        this.onRest = onRest;
        this.runs = runs;
    }

    void start() {
        thread = Thread.ofPlatform()
                .name("index")
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .start(this::run);
    }

    /** Notes that a folder changed; returns at once. */
    @Override
    public void in(String account, FilePath folder) {
        note(account, () -> changes.note(new Place(account, folder)));
    }

    /** Notes that an entry changed; returns at once. */
    @Override
    public void of(String account, FilePath entry) {
        note(account, () -> changes.note(new Place(account, entry.parent()), entry.name()));
    }

    /** {@code change} tells whether there is a folder more to look at; for what joins one that waits nobody is woken. */
    private void note(String account, BooleanSupplier change) {
        lock.lock();
        try {
            if (whole.contains(account) && !account.equals(busyWith)) {
                return;
            }
            if (changes.size() >= MAX_FOLDERS) {
                changes.forget(account);
                whole.add(account);
                work.signalAll();
            } else if (change.getAsBoolean()) {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody asks: begins now, and with this account. */
    void wake(String account) {
        lock.lock();
        try {
            awake = true;
            changes.hurry(account);
            if (looked.add(account)) {
                whole.add(account);
            }
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All of a space is to be looked at, in its turn. */
    void came(String account) {
        lock.lock();
        try {
            looked.add(account);
            whole.add(account);
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of a space is to be looked at any more. */
    void went(String account) {
        lock.lock();
        try {
            looked.remove(account);
            whole.remove(account);
            changes.forget(account);
        } finally {
            lock.unlock();
        }
    }

    boolean isIdle(String account) {
        lock.lock();
        try {
            return looked.contains(account)
                    && !account.equals(busyWith)
                    && !whole.contains(account)
                    && !changes.has(account);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            beginLater();
            while (!isStopped()) {
                try {
                    Changes.Due next = next();
                    if (next != null) {
                        work(next);
                    }
                } catch (IOException | SQLException | RuntimeException e) {
                    if (e instanceof IOException && isOnADisk(busyWith)) {
                        went(busyWith); // It was pulled, or fails: what is known of it stays until it comes again.
                        continue;
                    }
                    LOG.log(Level.WARNING, "The index could not follow the files; it is made anew in a moment.", e);
                    startOver();
                } finally {
                    busyWith = null;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeCatalog();
        }
    }

    private void beginLater() throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!awake && !stopped && left > 0) {
                left = work.awaitNanos(left);
            }
            if (stopped) {
                return;
            }
            awake = true;
            for (String account : storage.accounts()) {
                if (looked.add(account)) {
                    whole.add(account);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The spaces could not be listed.", e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do; null when it is only the end of a rest. A whole space has no folder. */
    private Changes.Due next() throws InterruptedException {
        lock.lock();
        try {
            if (changes.size() == 0 && whole.isEmpty() && !stopped) {
                boolean came = work.await(REST_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                if (!came) {
                    closeCatalog();
                    onRest.run();
                }
                return null;
            }
            Changes.Due due = changes.takeDue();
            if (due == null && !whole.isEmpty()) {
                due = new Changes.Due(new Place(whole.iterator().next(), null), Optional.empty());
            }
            if (due == null && !stopped) {
                work.awaitNanos(changes.nanosUntilDue());
            }
            busyWith = due == null ? null : due.place().account();
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void work(Changes.Due due) throws IOException, SQLException, InterruptedException {
        if (due.place().folder() != null) {
            look(due);
            return;
        }
        boolean good = false;
        runs.began();
        try {
            look(due);
            good = true;
        } finally {
            runs.ended(good);
        }
    }

    private void look(Changes.Due due) throws IOException, SQLException, InterruptedException {
        Place place = due.place();
        Space space = storage.space(place.account());
        open(place.account());
        if (place.folder() != null) {
            long begun = System.nanoTime();
            if (due.names().isPresent()) {
                for (String fresh :
                        catalog.compare(space, place.folder(), due.names().get())) {
                    lookAt(space, place.folder().child(fresh), false);
                }
            } else {
                lookAt(space, place.folder(), false);
            }
            rest(place, System.nanoTime() - begun);
        } else {
            lookAt(space, FilePath.ROOT, true);
            lock.lock();
            try {
                whole.remove(place.account());
            } finally {
                lock.unlock();
            }
        }
        lookInside(space);
    }

    /** Of a disk that is let go nothing is looked at any more, so that nothing of it stays open. */
    private boolean hasGone(String account) {
        lock.lock();
        try {
            return isOnADisk(account) && !looked.contains(account);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOnADisk(String account) {
        return account != null && account.startsWith(Storage.DISK);
    }

    private void rest(Place place, long nanos) {
        lock.lock();
        try {
            changes.looked(place, nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Compares a folder, the folders in it that are new, and with {@code all} every folder below. */
    private void lookAt(Space space, FilePath top, boolean all) throws IOException, SQLException {
        Deque<FilePath> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty() && !isStopped() && !hasGone(space.account())) {
            FilePath folder = open.pop();
            List<String> fresh = catalog.compare(space, folder);
            List<String> next = all ? catalog.folders(folder) : fresh;
            if (folder.names().size() < FilePath.MAX_DEPTH - 1) {
                for (String name : next) {
                    open.push(folder.child(name));
                }
            }
        }
    }

    /** For a moment at least, though more may have changed: who stores without a pause would else see none of it in the timeline. */
    private void lookInside(Space space) throws SQLException, IOException {
        long begun = System.nanoTime();
        boolean more;
        do {
            List<Catalog.Unknown> files = catalog.unknown(hasChanges() ? A_FEW : LOOK_INTO);
            for (Catalog.Unknown file : files) {
                if (hasGone(space.account())) {
                    break;
                }
                catalog.learn(file, Inside.read(space, file.path()));
            }
            more = !files.isEmpty();
        } while (more
                && !isStopped()
                && !hasGone(space.account())
                && (System.nanoTime() - begun < SLICE_NANOS || !hasChanges()));
        catalog.commit();
    }

    private boolean hasChanges() {
        lock.lock();
        try {
            return changes.nanosUntilDue() <= 0;
        } finally {
            lock.unlock();
        }
    }

    private void open(String account) throws IOException, SQLException {
        if (!account.equals(catalogOf)) {
            closeCatalog();
            catalog = new Catalog(files.apply(account));
            catalogOf = account;
        }
    }

    private void closeCatalog() {
        if (catalog == null) {
            return;
        }
        try {
            catalog.close();
        } catch (SQLException e) {
            LOG.log(Level.FINE, "The index did not close cleanly.", e);
        }
        catalog = null;
        catalogOf = null;
    }

    /** Throws the file that failed away and looks at its whole space again, a little later: the disk may be full or gone. */
    private void startOver() throws InterruptedException {
        String account = busyWith;
        closeCatalog();
        lock.lock();
        try {
            if (account == null || stopped) {
                return;
            }
            Database.delete(files.apply(account));
            whole.add(account);
            // Whatever is stored meanwhile must not make it try sooner.
            long left = RETRY_AFTER.toNanos();
            while (left > 0 && !stopped) {
                left = work.awaitNanos(left);
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "The damaged index could not be deleted.", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
