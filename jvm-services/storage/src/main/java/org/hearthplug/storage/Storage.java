// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The disk's part that holds people's files: one space for each account. Other disks are attached to it while they are there, each a space
 * of its own. Safe for use by many threads.
 */
public final class Storage {
    /** What the names of spaces on other disks begin with; nobody's own does. */
    public static final String DISK = "disk--";

    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int LOCKS = 64;

    /** The reserve that is set apart takes no more than this part of a disk. */
    private static final int RESERVE_SHARE = 50;

    private final StorageConfig config;
    private final FaultPoint faults;
    private final Storage home;
    private final boolean writable;
    private final AttachedDisks disks = new AttachedDisks();
    private final Path uploads;
    private final FileStore disk;
    private final AtomicLong announcedBytes = new AtomicLong();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final Map<String, Space> spaces = new HashMap<>();
    private volatile Changes changes = Changes.IGNORED;

    /** Of a disk that is attached: its one space. */
    private Space whole;

    /** {@code home} is the plug's own storage, for a disk that is attached to it; null for that itself. */
    private Storage(StorageConfig config, FaultPoint faults, Storage home, boolean writable, boolean journal)
            throws IOException {
        this.config = config;
        this.faults = faults;
        this.home = home;
        this.writable = writable;
        this.uploads = config.root().resolve(".hearth/uploads");
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
        if (writable) {
            makeFolders(uploads);
            makeFolders(config.root().resolve(".hearth/bin"));
            deleteHalfUploads(journal);
        }
        // Found once: to find it Java reads the list of all mounts.
        this.disk = Files.getFileStore(config.root());
    }

    /**
     * Opens the storage: makes its folders when they are missing and deletes the half uploads that a power cut left.
     *
     * @throws IOException when the root cannot be written
     */
    public static Storage open(StorageConfig config) throws IOException {
        return open(config, FaultPoint.NONE);
    }

    static Storage open(StorageConfig config, FaultPoint faults) throws IOException {
        return new Storage(config, faults, null, true, true);
    }

    /**
     * Attaches a disk: its files are the space of this account from now on, until it is detached. Bin, former contents and uploads are kept
     * on the disk itself; of one that takes no changes there are none.
     *
     * @param account a name that begins with {@link #DISK}
     * @throws IOException when the disk cannot be read, or written though it should
     */
    public Space attach(String account, Disk where) throws IOException {
        if (!account.startsWith(DISK) || !ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException("not an account of a disk: " + account);
        }
        long total = Files.getFileStore(where.root()).getTotalSpace();
        StorageConfig its = new StorageConfig(
                where.root(),
                Math.min(config.reserveBytes(), total / RESERVE_SHARE),
                config.maxUploadBytes(),
                config.binKeep(),
                config.binMaxItems(),
                config.clock());
        Storage storage = new Storage(its, faults, this, where.writable(), where.lastingInodes());
        Path kept = where.writable() ? where.root().resolve(".hearth") : cacheFolder("read-only");
        Space space = storage.openSpace(
                account,
                Root.disk(where),
                kept.resolve("bin").resolve(account),
                kept.resolve("versions").resolve(account));
        storage.whole = space;
        disks.put(account, storage, space);
        return space;
    }

    /** Lets go of a disk that was attached; whoever still works on it gets the disk's errors. */
    public void detach(String account) {
        disks.remove(account);
    }

    /** Returns the space of a disk, if it is attached now. */
    public Optional<Space> attached(String account) {
        return disks.find(account);
    }

    /** Returns the storages that take changes: this one, and disks that are attached. */
    List<Storage> writableOnes() {
        List<Storage> all = new ArrayList<>(List.of(this));
        all.addAll(disks.writable());
        return all;
    }

    boolean writable() {
        return writable;
    }

    /** Whether a file that was synced is whole under another name, too: not on FAT, and inodes last where it is. */
    boolean renamesAreWhole() {
        return whole == null || whole.inodesLast();
    }

    /**
     * Returns an account's space; makes it when it is missing. The same one each time: opening a bin sweeps out what is half done,
     * which must not happen while somebody deletes.
     *
     * @param account 1 to 32 characters of {@code [a-z0-9-]}, the first no hyphen
     * @throws IOException when the folder cannot be made; kind {@code NOT_FOUND} for a disk that is not attached
     */
    public Space space(String account) throws IOException {
        if (!ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException("not an account: " + account);
        }
        if (account.startsWith(DISK)) {
            return disks.space(account);
        }
        synchronized (spaces) {
            Space known = spaces.get(account);
            if (known == null) {
                known = openSpace(account);
                spaces.put(account, known);
            }
            return known;
        }
    }

    private Space openSpace(String account) throws IOException {
        Path root = config.root().resolve(account);
        makeFolders(root);
        return openSpace(
                account,
                Root.account(root),
                config.root().resolve(".hearth/bin").resolve(account),
                past(account));
    }

    private Space openSpace(String account, Root root, Path bin, Path past) throws IOException {
        makeFolders(bin);
        makeFolders(past);
        return new Space(this, account, root, bin, past);
    }

    private Path past(String account) {
        return config.root().resolve(".hearth/versions").resolve(account);
    }

    /** Has somebody told of every change that goes through this storage, once it is durable; one listener at a time. */
    public void onChange(Changes listener) {
        changes = listener;
    }

    /** Tells whoever follows changes that something came into a folder by another way than through this storage. */
    public void cameInto(String account, FilePath folder) {
        changes.in(account, folder);
    }

    /** Returns the folder for what can be made again from the files at any time; on the same disk, and made when it is missing. */
    public Path cacheFolder(String name) throws IOException {
        Path folder = config.root().resolve(".hearth").resolve(name);
        makeFolders(folder);
        return folder;
    }

    /** Returns the names of all accounts that have a space on the plug's own disk. */
    public List<String> accounts() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(config.root())) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (ACCOUNT.matcher(name).matches()
                        && !name.startsWith(DISK)
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    /**
     * Moves all that is in one space into a new folder of another, as when somebody leaves; durable when this returns. The space and its
     * bin are gone afterwards.
     *
     * @param name how the folder shall be called; it gets a number when the name is taken
     * @return where everything is now; empty when there was nothing
     * @throws StorageException when the disk refuses
     */
    public Optional<FilePath> adopt(String account, Space heir, String name) throws IOException {
        Space leaving = space(account);
        Optional<FilePath> place = Optional.empty();
        if (!leaving.list(FilePath.ROOT, "", 1).entries().isEmpty()) {
            place = Optional.of(Adoption.moveAll(leaving, heir, name));
        }
        synchronized (spaces) {
            spaces.remove(account);
        }
        Trees.delete(config.root().resolve(".hearth/bin").resolve(account));
        Trees.delete(past(account));
        Files.delete(config.root().resolve(account));
        return place;
    }

    Changes changes() {
        return home == null ? changes : home.changes();
    }

    /** Returns how many bytes uploads can still take, the reserve set apart; blocks on the disk. */
    public long spareBytes() throws IOException {
        long usable = disk.getUsableSpace();
        return Math.max(0, usable - config.reserveBytes() - announcedBytes.get());
    }

    /**
     * Returns the same of a disk that is attached.
     *
     * @throws IOException kind {@code NOT_FOUND} when it is not
     */
    public long spareBytes(String account) throws IOException {
        return disks.storage(account).spareBytes();
    }

    long totalBytes() throws IOException {
        return disk.getTotalSpace();
    }

    /** Checks that so many bytes more have room; former contents, the oldest first, give way. Kind {@code FULL} when that is not enough. */
    public void requireRoom(long bytes) throws IOException {
        long spare = spareBytes();
        if (spare >= bytes) {
            return;
        }
        giveWay(bytes - spare);
        if (spareBytes() < bytes) {
            throw Failures.full();
        }
    }

    /**
     * Checks the same of a disk that is attached.
     *
     * @throws IOException kind {@code NOT_FOUND} when it is not
     */
    public void requireRoom(String account, long bytes) throws IOException {
        disks.storage(account).requireRoom(bytes);
    }

    void giveWay(long bytes) throws IOException {
        FormerFiles.giveWay(former(), bytes);
    }

    /** Returns how many bytes would be free if all former contents gave way. */
    long formerBytes() throws IOException {
        long sum = 0;
        for (FormerFiles files : former()) {
            sum += files.bytes();
        }
        return sum;
    }

    private List<FormerFiles> former() throws IOException {
        if (whole != null) {
            return List.of(whole.history().former());
        }
        List<FormerFiles> all = new ArrayList<>();
        for (String account : accounts()) {
            all.add(space(account).history().former());
        }
        return all;
    }

    StorageConfig config() {
        return config;
    }

    FaultPoint faults() {
        return faults;
    }

    Path uploads() {
        return uploads;
    }

    AtomicLong announcedBytes() {
        return announcedBytes;
    }

    /** Returns the lock that orders changes of names in a folder. */
    ReentrantLock lock(Path space, FilePath folder) {
        return locks[Math.floorMod(space.hashCode() * 31 + folder.hashCode(), LOCKS)];
    }

    /** Runs with two folders' locks, taken in an order that cannot dead-lock. */
    void lockBoth(ReentrantLock a, ReentrantLock b, Change change) throws IOException {
        boolean ordered = indexOf(a) <= indexOf(b);
        ReentrantLock first = ordered ? a : b;
        ReentrantLock second = ordered ? b : a;
        first.lock();
        second.lock();
        try {
            change.run();
        } finally {
            second.unlock();
            first.unlock();
        }
    }

    /** A change of names. */
    @FunctionalInterface
    interface Change {
        void run() throws IOException;
    }

    private int indexOf(ReentrantLock lock) {
        for (int i = 0; i < LOCKS; i++) {
            if (locks[i] == lock) {
                return i;
            }
        }
        throw new IllegalArgumentException("not one of these locks");
    }

    /** Without a journal what a pull left there may share its clusters with the file that it was about to be: then it is left alone. */
    private void deleteHalfUploads(boolean journal) throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(uploads)) {
            for (Path half : halves) {
                if (journal || Files.isRegularFile(half, LinkOption.NOFOLLOW_LINKS) && Files.size(half) == 0) {
                    Trees.delete(half);
                }
            }
        }
    }

    /** Makes a folder and those above it, readable by the service alone, each synced into the one above. */
    static void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        makeFolders(folder.getParent());
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Folder above = Folder.open(folder.getParent())) {
            above.sync();
        }
    }
}
