// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.hearthplug.storage.BinItem;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.SharedFolder;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.StorageException.Kind;
import org.hearthplug.storage.Upload;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.storage.index.Picture;
import org.hearthplug.web.http.Problem;

/**
 * The albums among somebody's files (see {@link AlbumFile}). A picture that was moved or renamed is found again by the index; one that
 * was deleted is missing until it comes back. Safe for many threads; blocks on the disk. Memory is bounded: few albums are looked at
 * at once, and the last few are kept as they were read.
 */
public final class Albums {
    /** The most albums of one person that are shown. */
    static final int MAX = 200;

    /** The most pictures in one album. */
    static final int MAX_PICTURES = 2000;

    private static final int MAX_BYTES = 1 << 20;
    private static final int KEPT = 4;
    private static final int TRIES = 5;

    private final FileIndex index;
    private final Semaphore looking = new Semaphore(3);
    private final Map<String, Album> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Album> eldest) {
            return size() > KEPT;
        }
    };

    /** Finds pictures by an index. */
    public Albums(FileIndex index) {
        this.index = index;
    }

    /**
     * An album in a list.
     *
     * @param cover the picture that stands for it; empty when none of its first ones is there
     */
    record Summary(String name, int count, Optional<FilePath> cover, Entry file) {}

    /**
     * A picture in an album.
     *
     * @param name what it is called there; no other has the name
     * @param entry the file
     * @param about what is known of it
     */
    public record Shown(String name, Entry entry, Picture about) {}

    /**
     * Part of an album, by the time of taking.
     *
     * @param count how many there are in all
     * @param missing how many more were in it and are nowhere to be found
     * @param cover the chosen one
     * @param next the last one's name, when there are more
     */
    public record Part(List<Shown> pictures, int count, int missing, Optional<FilePath> cover, Optional<String> next) {}

    /** Returns where an album's file is. */
    public static FilePath place(String name) throws StorageException {
        return FilePath.of(List.of(AlbumFile.FOLDER, name + AlbumFile.SUFFIX));
    }

    /** Returns an album's name, from where its file is. */
    public static String nameOf(FilePath file) {
        return file.name().substring(0, file.name().length() - AlbumFile.SUFFIX.length());
    }

    List<Summary> all(Space space) throws IOException {
        requireOwn(space);
        List<Entry> files = new ArrayList<>();
        try {
            space.visit(FilePath.of(List.of(AlbumFile.FOLDER)), entry -> {
                if (isAlbum(entry) && files.size() < MAX) {
                    files.add(entry);
                }
            });
        } catch (StorageException e) {
            if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.NOT_A_FOLDER) {
                throw e;
            }
        }
        files.sort(Comparator.comparing(Entry::modified).reversed());
        List<Summary> all = new ArrayList<>();
        for (Entry file : files) {
            try {
                all.add(summary(space, FilePath.of(List.of(AlbumFile.FOLDER, file.name()))));
            } catch (StorageException e) {
                // Gone meanwhile, or no file that an album would be.
            }
        }
        return all;
    }

    private static boolean isAlbum(Entry entry) {
        return entry.type() == Entry.Type.FILE
                && entry.name().endsWith(AlbumFile.SUFFIX)
                && entry.name().length() > AlbumFile.SUFFIX.length()
                && entry.bytes() <= MAX_BYTES;
    }

    Summary summary(Space space, FilePath file) throws IOException {
        Read read = read(space, file, false);
        Album album = read.album();
        Optional<FilePath> cover = album.cover().filter(path -> isThere(space, path));
        for (int i = 0; cover.isEmpty() && i < Math.min(TRIES, album.items().size()); i++) {
            cover = resolve(space, album.items().get(i));
        }
        return new Summary(nameOf(file), album.items().size(), cover, read.entry());
    }

    /** Returns part of an album; {@code after} is a picture's name in it, empty for the beginning. */
    public Part show(Space space, FilePath file, String after, int limit) throws IOException {
        looking.acquireUninterruptibly();
        try {
            Album album = read(space, file, true).album();
            List<Shown> all = sorted(space, album);
            int from = 0;
            while (!after.isEmpty()
                    && from < all.size()
                    && !all.get(from++).name().equals(after)) {
                // Until the one after it.
            }
            int to = Math.min(all.size(), from + limit);
            return new Part(
                    List.copyOf(all.subList(from, to)),
                    all.size(),
                    album.items().size() - all.size(),
                    album.cover(),
                    to > from && to < all.size() ? Optional.of(all.get(to - 1).name()) : Optional.empty());
        } finally {
            looking.release();
        }
    }

    private List<Shown> sorted(Space space, Album album) throws IOException {
        List<Shown> all = new ArrayList<>();
        for (Map.Entry<String, Album.Item> one : album.named().entrySet()) {
            Optional<FilePath> path = resolve(space, one.getValue());
            if (path.isPresent()) {
                Entry entry = space.stat(path.get());
                all.add(new Shown(one.getKey(), entry, plain(path.get(), entry)));
            }
        }
        Map<FilePath, Picture> known = known(space, all);
        all.replaceAll(one -> new Shown(
                one.name(), one.entry(), known.getOrDefault(one.about().path(), one.about())));
        all.sort(Comparator.comparingLong((Shown one) -> one.about().takenMillis())
                .thenComparing(Shown::name));
        return all;
    }

    private static Picture plain(FilePath path, Entry entry) {
        return new Picture(
                "", path, FileIndex.isFilm(entry), entry.modified().toEpochMilli(), 0, 0, 0, entry.bytes(), false);
    }

    /** What the index knows, part by part of what the person sees. */
    private Map<FilePath, Picture> known(Space space, List<Shown> all) throws IOException {
        Map<SharedFolder, List<FilePath>> asked = new LinkedHashMap<>();
        for (Shown one : all) {
            Everything.Spot spot = Everything.spot(space, one.about().path());
            asked.computeIfAbsent(spot.part(), part -> new ArrayList<>()).add(spot.path());
        }
        Map<FilePath, Picture> known = new LinkedHashMap<>();
        for (Map.Entry<SharedFolder, List<FilePath>> part : asked.entrySet()) {
            for (Picture one :
                    index.pictures(part.getKey().space(), part.getValue()).values()) {
                Picture outer = Everything.outer(part.getKey(), one);
                known.put(outer.path(), outer);
            }
        }
        return known;
    }

    /** Returns where all pictures of an album are, by their names there and the time of taking. */
    public Map<String, FilePath> everything(Space space, FilePath file) throws IOException {
        Map<String, FilePath> all = new LinkedHashMap<>();
        for (Shown one : show(space, file, "", MAX_PICTURES).pictures()) {
            all.put(one.name(), one.about().path());
        }
        return all;
    }

    /** Returns where a picture of an album is, by its name there. */
    public Optional<FilePath> find(Space space, FilePath file, String name) throws IOException {
        Album.Item item = read(space, file, true).album().named().get(name);
        return item == null ? Optional.empty() : resolve(space, item);
    }

    /** Makes an album; problem 409 when the name is taken. */
    Summary make(Space space, String name, List<FilePath> pictures) throws IOException {
        requireOwn(space);
        FilePath file = place(name);
        if (all(space).size() >= MAX) {
            throw new Problem(409, "There are " + MAX + " albums already. Delete one that is no longer needed.");
        }
        Album album = Album.EMPTY.with(items(space, Album.EMPTY, pictures));
        try {
            space.makeFolder(file.parent());
        } catch (StorageException e) {
            if (e.kind() != Kind.EXISTS) {
                throw e;
            }
        }
        try {
            write(space, file, album, Condition.ABSENT);
        } catch (StorageException e) {
            if (e.kind() == Kind.PRECONDITION || e.kind() == Kind.NAME_CONFLICT) {
                throw new Problem(409, "An album is called so already. Choose another name.");
            }
            throw e;
        }
        return summary(space, file);
    }

    /** What is to change in an album. */
    @FunctionalInterface
    interface Edit {
        Album of(Album album) throws IOException;
    }

    /** Changes an album: whatever was moved meanwhile gets its new place in the file. Durable when this returns. */
    Summary change(Space space, String name, Edit edit) throws IOException {
        requireOwn(space);
        FilePath file = place(name);
        for (int i = 1; ; i++) {
            Read read = read(space, file, false);
            Album changed = edit.of(read.album().healed(item -> healed(space, item)));
            try {
                write(space, file, changed, Condition.matches(read.entry().etag()));
                return summary(space, file);
            } catch (StorageException e) {
                // Changed by somebody else in this moment: once more, from what it is now.
                if (e.kind() != Kind.PRECONDITION || i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Returns pictures as items that an album does not have yet; problem 422 for what is none, 409 when they are too many. */
    List<Album.Item> items(Space space, Album album, List<FilePath> pictures) throws IOException {
        List<Album.Item> fresh = new ArrayList<>();
        for (FilePath path : new java.util.LinkedHashSet<>(pictures)) {
            Entry entry = space.stat(path);
            if (!FileIndex.isPicture(entry)) {
                throw new Problem(422, path + " is no picture and no film. Choose others for the album.");
            }
            if (!album.holds(path)) {
                fresh.add(new Album.Item(path, entry.etag()));
            }
        }
        if (album.items().size() + fresh.size() > MAX_PICTURES) {
            throw new Problem(409, "An album has at most " + MAX_PICTURES + " pictures. Make another one.");
        }
        return fresh;
    }

    void rename(Space space, String name, String to) throws IOException {
        requireOwn(space);
        space.move(place(name), place(to), false);
    }

    /** Moves an album to the bin; its pictures stay where they are. */
    BinItem remove(Space space, String name) throws IOException {
        requireOwn(space);
        return space.delete(place(name));
    }

    /** Returns whether a picture is still somewhere. */
    boolean isThere(Space space, FilePath path) {
        try {
            return FileIndex.isPicture(space.stat(path));
        } catch (StorageException e) {
            return false;
        }
    }

    private Album.Item healed(Space space, Album.Item item) {
        try {
            Optional<FilePath> path = resolve(space, item);
            if (path.isPresent()) {
                return new Album.Item(path.get(), space.stat(path.get()).etag());
            }
        } catch (IOException e) {
            // Nowhere to be found now; it may come back.
        }
        return item;
    }

    private Optional<FilePath> resolve(Space space, Album.Item item) throws StorageException {
        if (isThere(space, item.path())) {
            return Optional.of(item.path());
        }
        if (!item.tag().isEmpty()) {
            for (SharedFolder part : space.parts()) {
                Optional<FilePath> found = index.whereIs(part.space(), item.tag());
                if (found.isPresent()) {
                    return Optional.of(Everything.outer(part, found.get()));
                }
            }
        }
        return Optional.empty();
    }

    private record Read(Album album, Entry entry) {}

    private Read read(Space space, FilePath file, boolean keep) throws IOException {
        requireOwn(space);
        try (OpenFile open = space.open(file)) {
            Entry entry = open.entry();
            if (!isAlbum(entry)) {
                throw new StorageException(Kind.NOT_FOUND, "There is no album of this name. It may have been renamed.");
            }
            String key = space.account() + " " + entry.etag();
            synchronized (kept) {
                Album known = kept.get(key);
                if (known == null) {
                    ByteBuffer bytes = ByteBuffer.allocate((int) entry.bytes());
                    while (bytes.hasRemaining() && open.channel().read(bytes) >= 0) {
                        // Until all is read.
                    }
                    known = AlbumFile.read(java.util.Arrays.copyOf(bytes.array(), bytes.position()), MAX_PICTURES);
                    if (keep) {
                        kept.put(key, known);
                    }
                }
                return new Read(known, entry);
            }
        } catch (StorageException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.PARENT_MISSING || e.kind() == Kind.NOT_A_FILE) {
                throw new StorageException(
                        Kind.NOT_FOUND, "There is no album of this name, or no longer. Reload the albums.");
            }
            throw e;
        }
    }

    private static void write(Space space, FilePath file, Album album, Condition condition) throws IOException {
        byte[] bytes = AlbumFile.write(album);
        if (bytes.length > MAX_BYTES) {
            throw new Problem(409, "The album's file would be too large. Make another album for more pictures.");
        }
        try (Upload upload = space.upload(file, condition, bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            upload.commit();
        }
    }

    /** Problem 409 when a shared folder has the albums' name: others would decide what one's own links show. */
    public static void requireOwn(Space space) throws StorageException {
        if (!Everything.spot(space, FilePath.of(List.of(AlbumFile.FOLDER)))
                .part()
                .name()
                .isEmpty()) {
            throw new Problem(
                    409, "A shared folder is called “" + AlbumFile.FOLDER + "”. Ask the plug's owner to rename it.");
        }
    }
}
