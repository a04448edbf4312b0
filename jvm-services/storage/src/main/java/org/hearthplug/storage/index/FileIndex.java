// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageException;

/**
 * The index of everybody's files: follows changes in the background and answers questions. Safe for many threads. Questions block on the
 * disk, never on the indexing; what is asked before the index has caught up is answered from what it knows, and says so.
 */
public final class FileIndex implements AutoCloseable {
    /** The most matches that one search returns. */
    public static final int MAX_MATCHES = 200;

    /** The most pictures in one page of the timeline. */
    public static final int MAX_PAGE = 500;

    private final Storage storage;
    private final Path folder;
    private final Indexer indexer;
    private final Map<String, Reader> readers = new HashMap<>();

    private FileIndex(Storage storage, Path folder, Duration patience, IndexRuns runs) {
        this.storage = storage;
        this.folder = folder;
        this.indexer = new Indexer(storage, this::file, patience, this::rest, runs);
    }

    /**
     * Opens the index of a storage and follows its changes. Nothing is read before {@code patience} has passed, or somebody asks: the
     * machine has more urgent things to do when it starts.
     *
     * @throws IOException when the index's folder cannot be made
     */
    public static FileIndex open(Storage storage, Duration patience) throws IOException {
        return open(storage, patience, IndexRuns.IGNORED);
    }

    /**
     * The same, and has somebody hear of each look at a whole space.
     *
     * @throws IOException when the index's folder cannot be made
     */
    public static FileIndex open(Storage storage, Duration patience, IndexRuns runs) throws IOException {
        Objects.requireNonNull(patience);
        FileIndex index = new FileIndex(storage, storage.cacheFolder("index"), patience, runs);
        storage.onChange(index.indexer);
        index.indexer.start();
        return index;
    }

    /**
     * Finds entries whose names, titles, artists or albums hold every word of the query, wherever in the word; capitals and accents
     * do not count. Each match was on the disk when this returned.
     *
     * @param under where to look; the root for everywhere
     * @param limit 1 to {@value #MAX_MATCHES}
     */
    public Answer search(Space space, String query, FilePath under, int limit) throws StorageException {
        indexer.wake(space.account());
        // Asked before anything is read: what is found in the meantime is not in the answer.
        boolean complete = upToDate(space);
        List<String> words = Words.of(query);
        if (words.isEmpty()) {
            return new Answer(List.of(), false, complete);
        }
        List<Match> found = reader(space).search(words, under, Math.clamp(limit, 1, MAX_MATCHES) + 1);
        List<Match> real = new java.util.ArrayList<>();
        for (Match match : found) {
            real(space, match).ifPresent(real::add);
        }
        boolean more = real.size() > limit;
        return new Answer(Ranking.sorted(more ? real.subList(0, limit) : real, words), more, complete);
    }

    /**
     * Returns pictures and films, the latest first.
     *
     * @param before the {@code key} of the last one that is known; empty for the beginning
     * @param limit 1 to {@value #MAX_PAGE}
     */
    public List<Picture> pictures(Space space, Optional<String> before, int limit) throws StorageException {
        indexer.wake(space.account());
        return reader(space).pictures(PictureKey.parse(before), Math.clamp(limit, 1, MAX_PAGE));
    }

    /** Returns what the index knows of some pictures and films; those that it does not know are missing. */
    public Map<FilePath, Picture> pictures(Space space, Collection<FilePath> paths) throws StorageException {
        indexer.wake(space.account());
        return reader(space).pictures(paths);
    }

    /** Returns where the picture or film with this entity tag is now, wherever it was moved to; it was on the disk when this returned. */
    public Optional<FilePath> whereIs(Space space, String etag) throws StorageException {
        indexer.wake(space.account());
        Optional<FilePath> found = reader(space).marked(Seen.hash(etag));
        if (found.isEmpty()) {
            return found;
        }
        try {
            if (space.stat(found.get()).etag().equals(etag)) {
                return found;
            }
        } catch (StorageException e) {
            doubt(space, found.get().parent());
        }
        return Optional.empty();
    }

    /** Returns whether an entry is a picture or a film, by its name's ending. */
    public static boolean isPicture(Entry entry) {
        return Kinds.seen(entry);
    }

    /** Returns whether an entry is a film, by its name's ending. */
    public static boolean isFilm(Entry entry) {
        return Kinds.of(entry) == Kinds.VIDEO;
    }

    /** Returns how many pictures and films there are for each month, the latest first: keys like {@code 2026-05}. */
    public Map<String, Integer> months(Space space) throws StorageException {
        indexer.wake(space.account());
        return reader(space).months();
    }

    /**
     * Returns music, by artist, album, disc and track.
     *
     * @param from how many to pass over
     * @param limit how many at most
     */
    public List<Song> songs(Space space, int from, int limit) throws StorageException {
        indexer.wake(space.account());
        return reader(space).songs(from, limit);
    }

    /** Returns where in a picture's file the camera's own small JPEG is, if the index knows one for the file as it is. */
    public Optional<Preview> preview(Space space, FilePath path, Entry entry) throws StorageException {
        return reader(space).preview(path, entry);
    }

    /** Returns whether the index has caught up with all changes it was told of, and has looked at the whole disk since the start. */
    public boolean upToDate(Space space) {
        return indexer.isIdle(space.account());
    }

    /** A disk was attached: what happened to its files elsewhere is looked up. */
    public void came(String account) {
        indexer.came(account);
    }

    /** A disk was detached: what is known of its files is kept for its return. */
    public void went(String account) {
        indexer.went(account);
    }

    /** Tells the index that a folder does not look as the index says. */
    void doubt(Space space, FilePath parent) {
        indexer.in(space.account(), parent);
    }

    private Optional<Match> real(Space space, Match match) {
        try {
            Entry now = space.stat(match.path());
            return Optional.of(new Match(match.path(), now));
        } catch (StorageException e) {
            doubt(space, match.path().parent());
            return Optional.empty();
        }
    }

    private Path file(String account) {
        return folder.resolve(account + ".sqlite");
    }

    private Reader reader(Space space) {
        synchronized (readers) {
            return readers.computeIfAbsent(space.account(), account -> new Reader(file(account)));
        }
    }

    /** Gives memory back when nothing has been asked for a while; the next question opens the file again. */
    private void rest() {
        synchronized (readers) {
            readers.values().forEach(Reader::rest);
        }
    }

    @Override
    public void close() {
        storage.onChange(org.hearthplug.storage.Changes.IGNORED);
        indexer.close();
        synchronized (readers) {
            readers.values().forEach(Reader::close);
            readers.clear();
        }
    }
}
