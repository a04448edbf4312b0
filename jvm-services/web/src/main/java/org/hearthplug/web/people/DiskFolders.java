// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.SharedFolder;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.access.Household;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/**
 * The disks that people's files are on besides the plug's own, as platformd tells in a file: those that came are attached, those that went
 * are let go, when somebody next asks for files. Safe for many threads.
 */
public final class DiskFolders {
    private static final Logger LOG = Logger.getLogger(DiskFolders.class.getName());
    private static final String FORMAT = "hearth-disks/1";
    private static final long MAX_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private final Path file;
    private final Storage storage;
    private final FileIndex index;
    private final ReentrantLock following = new ReentrantLock();
    private final Object changing = new Object();
    private volatile Object seen = "";
    private volatile Map<String, UsedDisk> there = Map.of();
    private volatile long againAtNanos;
    private volatile boolean again;
    private Thread worker;

    /** {@code file} is platformd's, and is missing where there is none, or an older one. */
    public DiskFolders(Path file, Storage storage, FileIndex index) {
        this.file = file;
        this.storage = storage;
        this.index = index;
    }

    /**
     * Returns the disks that are there now, by the name of their space. One that comes is waited for, but 3 s at most: a disk that does not
     * answer keeps nobody from the other files.
     */
    public Map<String, UsedDisk> there() {
        Object now = stamp();
        boolean due = again && System.nanoTime() - againAtNanos >= 0;
        if ((due || !now.equals(seen)) && following.tryLock()) {
            try {
                follow(now);
            } finally {
                following.unlock();
            }
        }
        return there;
    }

    /** Returns the disk with an id, as platformd tells it, if it is there now. */
    public Optional<UsedDisk> find(String id) {
        return there().values().stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    /** Lets go of a disk before it is unmounted, so that nothing here holds it: neither a request that comes now nor the index. */
    void letGo(String account) {
        following.lock();
        try {
            went(account);
        } finally {
            following.unlock();
        }
    }

    /** Works on what is there at that moment: somebody may let go of a disk while another one is still being attached. */
    private void went(String account) {
        synchronized (changing) {
            Map<String, UsedDisk> left = new LinkedHashMap<>(there);
            if (left.remove(account) == null) {
                return;
            }
            there = Map.copyOf(left);
        }
        storage.detach(account);
        index.went(account);
    }

    private void came(UsedDisk disk) {
        synchronized (changing) {
            Map<String, UsedDisk> more = new LinkedHashMap<>(there);
            more.put(disk.account(), disk);
            there = Map.copyOf(more);
        }
        index.came(disk.account());
    }

    /** Has the next look read what platformd says, whether it was written anew or not. */
    void doubt() {
        seen = "";
    }

    /** Returns the disks that somebody has, as folders among theirs. One that nobody named yet is the owner's, under its label. */
    public List<SharedFolder> of(Person person, Household household) {
        List<SharedFolder> found = new ArrayList<>();
        there().forEach((account, disk) -> {
            Optional<Space> space = storage.attached(account);
            Optional<CommonFolder> folder = household.disk(account);
            Boolean writes = folder.map(one -> one.people().get(person.id())).orElse(null);
            if (folder.isEmpty() && person.owner()) {
                writes = true;
            }
            if (space.isPresent() && writes != null) {
                boolean changes = writes && !disk.readOnly() && person.role() != Person.Role.GUEST;
                found.add(new SharedFolder(nameOf(account, household), space.get(), changes));
            }
        });
        return found;
    }

    /** Returns what a disk is called: what the owner said, else its label; the name of its space when it is away and nobody named it. */
    public String nameOf(String account, Household household) {
        UsedDisk disk = there.get(account);
        String otherwise = disk == null ? account : FolderNames.plain(disk.label(), "Disk");
        return household.disk(account).map(CommonFolder::name).orElse(otherwise);
    }

    /** Which file it is and when it was written; empty while there is none. */
    private Object stamp() {
        try {
            // Asked at each request, and most plugs have no such file: an exception for each would cost more than the
            // look.
            BasicFileAttributes attributes =
                    file.getFileSystem().provider().readAttributesIfExists(file, BasicFileAttributes.class);
            return attributes == null
                    ? ""
                    : List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime());
        } catch (IOException none) {
            return "";
        }
    }

    private void follow(Object now) {
        if (worker == null || !worker.isAlive()) {
            worker = Thread.ofPlatform().daemon().name("disks").start(() -> follow(now, read()));
        }
        try {
            worker.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Object now, Map<String, UsedDisk> wanted) {
        Map<String, UsedDisk> before = there;
        for (Map.Entry<String, UsedDisk> one : before.entrySet()) {
            if (!one.getValue().equals(wanted.get(one.getKey()))) {
                went(one.getKey());
            }
        }
        boolean failed = false;
        for (UsedDisk disk : wanted.values()) {
            // One that was there and is no more was let go meanwhile.
            if (disk.equals(before.get(disk.account()))) {
                continue;
            }
            try {
                storage.attach(disk.account(), disk.disk());
                came(disk);
            } catch (IOException e) {
                failed = true;
                LOG.log(Level.WARNING, "A disk cannot be used for files; it is tried again.", e);
            }
        }
        againAtNanos = System.nanoTime() + AGAIN.toNanos();
        again = failed;
        seen = now;
    }

    private Map<String, UsedDisk> read() {
        Map<String, UsedDisk> found = new LinkedHashMap<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("too long");
            }
            Map<String, Object> json = Json.readObject(Files.readAllBytes(file));
            if (!FORMAT.equals(json.get("format"))) {
                throw new IOException("another format than " + FORMAT);
            }
            for (Object one : (List<?>) json.get("disks")) {
                UsedDisk disk = disk((Map<?, ?>) one);
                found.putIfAbsent(disk.account(), disk);
            }
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (IOException | Problem | ClassCastException | NullPointerException e) {
            LOG.log(Level.WARNING, "What platformd says of disks cannot be read.", e);
        }
        return found;
    }

    private static UsedDisk disk(Map<?, ?> json) {
        return new UsedDisk(
                (String) json.get("id"),
                Path.of((String) json.get("mountPoint")),
                (String) json.get("fileSystem"),
                json.get("label") instanceof String label ? label : "",
                Boolean.TRUE.equals(json.get("readOnly")));
    }
}
