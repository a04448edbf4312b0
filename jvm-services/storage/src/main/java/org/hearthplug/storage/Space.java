// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/**
 * One account's files. Safe for use by many threads; changes of names in one folder happen one after the other.
 * Every method blocks on the disk and throws {@link StorageException}.
 */
public class Space {
    /** The most entries in one page of a folder. */
    public static final int MAX_PAGE = 1000;

    private final Storage storage;
    private final String account;
    private final Root root;
    private final Relocation relocation;
    private final Notes notes;
    private final NameHints hints;
    private final NextNames nextNames = new NextNames();
    private final Quota quota;
    private final SpacePast past;
    private final SpaceBin deleted;

    Space(Storage storage, String account, Root root, Path binFolder, Path pastFolder) throws IOException {
        this.storage = storage;
        this.account = account;
        this.root = root;
        Bin bin = new Bin(storage, binFolder);
        this.past = new SpacePast(
                storage, this, bin, new Places(root.path(), pastFolder.resolve("files"), binFolder), pastFolder);
        this.quota = new Quota(root.path(), binFolder, past.former());
        this.hints = new NameHints();
        this.relocation = new Relocation(storage);
        this.notes = new Notes(this);
        this.deleted = new SpaceBin(this, bin);
    }

    /** The same files, seen otherwise. */
    Space(Space same) {
        this.storage = same.storage;
        this.account = same.account;
        this.root = same.root;
        this.quota = same.quota;
        this.hints = same.hints;
        this.relocation = same.relocation;
        this.notes = same.notes;
        this.past = same.past;
        this.deleted = same.deleted;
    }

    /** Returns what these files were. */
    public Past past() {
        return past;
    }

    SpacePast history() {
        return past;
    }

    boolean inodesLast() {
        return root.lastingInodes();
    }

    /** Returns what holds the file of a path, or will. */
    Storage storageAt(FilePath path) {
        return storage;
    }

    /**
     * Returns these files as a person sees them: with folders of others among them.
     *
     * @param shared what is shared with the person, by the name of the folder at the top
     * @param writable whether the person may change what is not shared
     */
    public Space with(List<SharedFolder> shared, boolean writable) {
        return shared.isEmpty() && writable ? this : new SharedSpace(this, shared, writable);
    }

    /** Returns the parts that are indexed apart: these files, and whatever folders of others are among them; names are where they are. */
    public List<SharedFolder> parts() {
        return List.of(new SharedFolder("", this, true));
    }

    /** Bounds how much may be kept here, in bytes; 0 for no other limit than the disk's. */
    public void limit(long bytes) {
        quota.limit(bytes);
    }

    /** Returns how many bytes are kept here, bin and former contents included; counts them when that is not known, which reads all folders. */
    public long keptBytes() throws StorageException {
        try {
            return quota.used();
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    /** Returns where an entry is among all spaces: the account whose it is, then the path. The same for everybody who sees it. */
    public FilePath placed(FilePath path) {
        List<String> names = new ArrayList<>(List.of(account));
        names.addAll(path.names());
        return new FilePath(names);
    }

    /** Returns what {@link #placed} was made of, when it can be seen here. */
    public Optional<FilePath> shown(FilePath placed) {
        return !placed.isRoot() && placed.names().getFirst().equals(account)
                ? Optional.of(
                        new FilePath(placed.names().subList(1, placed.names().size())))
                : Optional.empty();
    }

    /**
     * Lists part of a folder. Reads the names of the whole folder once for some pages ({@link NextNames}) and keeps no more of them.
     *
     * @param after the name to continue after; empty for the beginning
     * @param limit how many entries, 1 to {@value #MAX_PAGE}
     */
    public Page list(FilePath path, String after, int limit) throws StorageException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit);
        }
        try (Folder folder = root.open(path)) {
            List<String> names = root.shown(path, nextNames.after(folder, after, limit + 1 + root.hidden(path)));
            boolean more = names.size() > limit;
            if (more) {
                names = names.subList(0, limit);
            }
            List<Entry> entries = new ArrayList<>(names.size());
            for (String name : names) {
                folder.stat(name).ifPresent(entries::add);
            }
            return new Page(entries, more ? Optional.of(names.getLast()) : Optional.empty());
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Returns whose files these are. */
    public String account() {
        return account;
    }

    /** Shows all entries of a folder, in the disk's own order; however many they are, only one is in memory at a time. */
    public void visit(FilePath path, Consumer<Entry> visitor) throws StorageException {
        try (Folder folder = root.open(path)) {
            Neighbours.each(folder, name -> {
                try {
                    if (root.shows(path, name)) {
                        folder.stat(name).ifPresent(visitor);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw Failures.of(path, e.getCause());
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Shows those of some names that are there now, in one folder, which is opened once. */
    public void visit(FilePath path, Collection<String> names, Consumer<Entry> visitor) throws StorageException {
        try (Folder folder = root.open(path)) {
            for (String name : root.shown(path, List.copyOf(names))) {
                folder.stat(name).ifPresent(visitor);
            }
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Looks an entry up; the root is a folder with an empty name. */
    public Entry stat(FilePath path) throws StorageException {
        try {
            if (path.isRoot()) {
                return new Entry(
                        "",
                        Entry.Type.FOLDER,
                        0,
                        Files.getLastModifiedTime(root.path()).toInstant(),
                        "root");
            }
            try (Folder folder = root.above(path)) {
                return folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
            }
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Looks up what may be missing: empty when there is nothing of this name, or no folder that could hold it. */
    public Optional<Entry> find(FilePath path) throws StorageException {
        if (path.isRoot()) {
            return Optional.of(stat(path));
        }
        try (Folder folder = root.above(path)) {
            return folder.stat(path.name());
        } catch (IOException e) {
            StorageException failure = Failures.of(path, e);
            if (failure.kind() == Kind.NOT_FOUND || failure.kind() == Kind.NOT_A_FOLDER) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Opens a file for reading; the caller closes it. Kind {@code NOT_A_FILE} for folders, links and devices. */
    public OpenFile open(FilePath path) throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Kind.NOT_A_FILE, "This is a folder. Open it in the Files view.");
        }
        try (Folder folder = root.above(path)) {
            while (true) {
                Entry entry = folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
                if (entry.type() != Entry.Type.FILE) {
                    throw new StorageException(
                            Kind.NOT_A_FILE, path + " is not a file that the plug can hand out. Open a file instead.");
                }
                FileChannel channel = FileChannel.open(
                        folder.resolve(path.name()), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                // Replaced between look and open: what was opened must be what is described.
                if (folder.stat(path.name()).filter(entry::equals).isPresent()) {
                    return new OpenFile(entry, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /**
     * Begins an upload. Nothing is seen under the path before {@link Upload#commit}.
     *
     * @param length the announced length in bytes, or −1 when it is not known
     */
    public Upload upload(FilePath path, Condition condition, long length) throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Kind.NAME_INVALID, "A file needs a name. Add it to the address.");
        }
        if (length > storage.config().maxUploadBytes()) {
            throw Upload.tooLarge(storage.config());
        }
        ReentrantLock lock = storage.lock(root.path(), path.parent());
        lock.lock();
        boolean replaces;
        try (Folder folder = openParent(path)) {
            replaces = admit(folder, NameHints.stamp(folder), path, condition).isPresent();
        } catch (IOException e) {
            throw Failures.of(path, e);
        } finally {
            lock.unlock();
        }
        try {
            return new Upload(storage, this, path, condition, length, replaces);
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Puts a synced half upload in its place; see {@link Upload#commit}. {@code dressed} when it has the note of the file before it. */
    Upload.Stored place(FilePath path, Condition condition, Folder halves, String half, boolean dressed)
            throws IOException {
        ReentrantLock lock = storage.lock(root.path(), path.parent());
        lock.lock();
        try (Folder folder = openParent(path)) {
            NameHints.Stamp stamp = NameHints.stamp(folder);
            Optional<Entry> before = admit(folder, stamp, path, condition);
            if (before.isPresent()) {
                if (!dressed && Notes.copy(folder.resolve(path.name()), halves.resolve(half))) {
                    halves.syncEntry(half);
                }
                past.former().keep(folder, path, before.get());
            }
            storage.faults().reach(Step.UPLOAD_RENAME);
            halves.rename(half, folder, path.name(), before.isPresent());
            hints.settle(folder, stamp, path.name());
            storage.faults().reach(Step.UPLOAD_SYNC_FOLDER);
            folder.sync();
            storage.faults().reach(Step.UPLOAD_ACKNOWLEDGE);
            Entry stored = folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
            quota.grew(stored.bytes());
            storage.changes().of(account, path);
            return new Upload.Stored(stored, before.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** Makes a folder: durable when this returns. Kind {@code EXISTS} when the name is taken. */
    public Entry makeFolder(FilePath path) throws StorageException {
        if (path.isRoot()) {
            throw Failures.exists(path);
        }
        ReentrantLock lock = storage.lock(root.path(), path.parent());
        lock.lock();
        try (Folder folder = openParent(path)) {
            hints.requireFree(folder, path, null);
            storage.faults().reach(Step.FOLDER_CREATE);
            Files.createDirectory(
                    folder.resolve(path.name()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            storage.faults().reach(Step.FOLDER_SYNC);
            folder.sync();
            storage.changes().of(account, path);
            return folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
        } catch (IOException e) {
            throw Failures.of(path, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Renames or moves an entry: durable when this returns. With {@code replace} a file at the target gives way to a file in the same
     * step; without, or when either is a folder, kind {@code EXISTS} when the target is taken.
     */
    public Entry move(FilePath from, FilePath to, boolean replace) throws StorageException {
        return Transfer.move(this, from, this, to, replace);
    }

    /**
     * Copies a file, or a folder with all that is in it ({@code deep}) or empty. The copy is made aside and shows whole, in one step,
     * when it is durable. {@code replace} as in {@link #move}. Links and devices are left out.
     */
    public Entry copy(FilePath from, FilePath to, boolean deep, boolean replace) throws StorageException {
        return Transfer.copy(this, from, this, to, deep, replace);
    }

    Relocation relocation() {
        return relocation;
    }

    /** Deletes what has a copy elsewhere now; what a copy lacks (links, devices) stays in the bin. */
    void deleteCopied(FilePath path) throws StorageException {
        deleted.purgeCopied(delete(path));
    }

    /** Returns the small text that programs attached to an entry, if any; it travels with renames and copies. */
    public Optional<String> note(FilePath path) throws StorageException {
        return notes.read(path);
    }

    /** Attaches a small text to an entry (at most {@value Notes#MAX_BYTES} bytes of UTF-8), or takes it away when it is empty. */
    public void setNote(FilePath path, String text) throws StorageException {
        notes.write(path, text);
    }

    /** Has an entry show this as the time of its last change. */
    public void setModified(FilePath path, Instant time) throws StorageException {
        requireMovable(path);
        try (Folder folder = root.above(path)) {
            Entry entry = folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
            if (entry.type() == Entry.Type.OTHER) {
                throw new StorageException(
                        Kind.NOT_A_FILE, path + " is a link or a device. Choose a file or a folder.");
            }
            Files.getFileAttributeView(
                            folder.resolve(path.name()), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(FileTime.from(time), null, null);
            storage.changes().of(account, path);
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Moves an entry to the bin: durable when this returns. */
    public BinItem delete(FilePath path) throws StorageException {
        requireMovable(path);
        return deleted.take(path);
    }

    /** Returns how many more bytes the disk takes, its reserve set apart. */
    public long spareBytes() throws StorageException {
        try {
            return Math.min(storage.spareBytes() + storage.formerBytes(), quota.spare());
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    /** Returns the same of the disk that a path is on. */
    public long spareBytes(FilePath path) throws StorageException {
        return spareBytes();
    }

    /** Returns how many bytes the disk that a path is on holds, of everybody together. */
    public long usedBytes(FilePath path) throws StorageException {
        return usedBytes();
    }

    /** Returns how many bytes the disk holds, of everybody together. */
    public long usedBytes() throws StorageException {
        try {
            FileStore disk = Files.getFileStore(root.path());
            return disk.getTotalSpace() - disk.getUnallocatedSpace();
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    /** Returns the latest of what is in the bin; see {@link #bin(String, int)}. */
    public List<BinItem> bin() throws StorageException {
        return bin("", MAX_PAGE).items();
    }

    /**
     * Lists part of the bin, the latest deletion first; what has expired is deleted on the way.
     *
     * @param before the item to continue after; empty for the beginning
     * @param limit how many items, 1 to {@value #MAX_PAGE}
     */
    public BinPage bin(String before, int limit) throws StorageException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return deleted.page(before, limit);
    }

    /** Whether an item is in the bin and can be brought back. */
    boolean binHolds(String id) throws StorageException {
        return deleted.holds(id);
    }

    /**
     * Deletes for good what was deleted up to an item of the bin, in no order; to be called again while something is left.
     *
     * @param latest the item's id
     * @param limit how many things at most, so that it ends in seconds; 1 to {@value #MAX_PAGE}
     * @return how many things are left that should go
     */
    public int emptyBin(String latest, int limit) throws StorageException {
        return deleted.clear(latest, limit);
    }

    /**
     * Brings something back to where it was, and makes the folders above it when they have gone; durable when this returns.
     * Kind {@code EXISTS} when the place is taken, {@code NOT_FOUND} when the bin does not hold it.
     */
    public FilePath restore(String id) throws StorageException {
        return deleted.restore(id);
    }

    /** Deletes something in the bin for good. Kind {@code NOT_FOUND} when the bin does not hold it. */
    public void purge(String id) throws StorageException {
        deleted.purge(id);
    }

    static void requireMovable(FilePath path) throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Kind.REFUSED, "The topmost folder stays. Choose something in it.");
        }
    }

    /** Puts what was made aside in its place; see {@link Relocation}. */
    void settle(Entry made, Path aside, FilePath to, boolean replace) throws IOException {
        relocation.place(made, aside, this, to, replace);
        quota.doubt();
        storage.changes().in(account, to.parent());
    }

    /** Checks that there is room for a piece of a copy; {@code copied} has what went before. */
    void requireRoom(long bytes, long[] copied) throws IOException {
        storage.requireRoom(bytes);
        quota.admit(copied[0] + bytes);
        copied[0] += bytes;
    }

    Quota quota() {
        return quota;
    }

    ReentrantLock lock(FilePath folder) {
        return storage.lock(root.path(), folder);
    }

    Folder openFolder(FilePath path) throws IOException {
        return root.open(path);
    }

    NameHints hints() {
        return hints;
    }

    Root root() {
        return root;
    }

    Storage storage() {
        return storage;
    }

    Folder openRoot() throws IOException {
        return root.open(FilePath.ROOT);
    }

    /** Opens the folder that holds an entry; the entry itself may be missing. */
    Folder openParent(FilePath path) throws IOException {
        try {
            return root.above(path);
        } catch (LinuxFolders.Errno e) {
            if (e.number == LinuxFolders.ENOENT || e.number == LinuxFolders.ENOTDIR || e.number == LinuxFolders.ELOOP) {
                throw Failures.parentMissing(path.parent());
            }
            throw e;
        }
    }

    /** Checks that a file may be stored under the path now; returns the file that it will replace. The caller holds the folder's lock. */
    private Optional<Entry> admit(Folder folder, NameHints.Stamp stamp, FilePath path, Condition condition)
            throws IOException {
        Optional<Entry> before = folder.stat(path.name());
        if (before.isPresent() && before.get().type() != Entry.Type.FILE) {
            throw new StorageException(
                    Kind.EXISTS, path + " exists and is not a file. Choose another name, or move it away first.");
        }
        condition.check(path, before);
        if (before.isEmpty()) {
            hints.requireFree(folder, stamp, path, null);
        }
        return before;
    }
}
