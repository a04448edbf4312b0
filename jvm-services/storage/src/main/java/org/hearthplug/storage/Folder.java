// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open folder, held by descriptor: whatever happens to the names above it meanwhile, entries are looked up in this very folder.
 * {@link #path()} leads through {@code /proc/self/fd}, so that all of {@code java.nio.file} works on it.
 */
final class Folder implements AutoCloseable {
    private static final int S_IFMT = 0xF000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFREG = 0x8000;

    private final int descriptor;
    private final boolean lastingInodes;

    private Folder(int descriptor, boolean lastingInodes) {
        this.descriptor = descriptor;
        this.lastingInodes = lastingInodes;
    }

    /** Opens a folder by its path on the machine; for folders that the plug made itself. */
    static Folder open(Path path) throws IOException {
        return open(path, FilePath.ROOT, true);
    }

    /** Opens the folder that a path in a space leads to; links are never followed. */
    static Folder open(Path root, FilePath path) throws IOException {
        return open(root, path, true);
    }

    /** The same on a disk whose inodes may get other numbers: entity tags do without them there. */
    static Folder open(Path root, FilePath path, boolean lastingInodes) throws IOException {
        int current = LinuxFolders.openRoot(root.toString());
        for (String name : path.names()) {
            int above = current;
            try {
                current = LinuxFolders.openFolder(above, name);
            } finally {
                LinuxFolders.close(above);
            }
        }
        return new Folder(current, lastingInodes);
    }

    /** Opens a folder in a folder; a link of that name is not followed. */
    static Folder open(Folder parent, String name) throws IOException {
        return new Folder(LinuxFolders.openFolder(parent.descriptor, name), parent.lastingInodes);
    }

    /** Made when it is asked for: most calls need none. */
    Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    Path resolve(String name) {
        return path().resolve(name);
    }

    /** Returns which folder this is and when its names last changed. */
    NameHints.Stamp stamp() throws IOException {
        LinuxFolders.Stat found = LinuxFolders.stat(descriptor, ".");
        if (found == null) {
            throw new NoSuchFileException(path().toString());
        }
        return new NameHints.Stamp(found.inode(), FileTime.from(Instant.ofEpochSecond(found.seconds(), found.nanos())));
    }

    /** Shows the names in it, the two dots left out, in the disk's own order; a folder is read once, from its beginning. */
    void eachName(Consumer<String> visitor) throws IOException {
        LinuxFolders.names(descriptor, visitor);
    }

    void sync() throws IOException {
        LinuxFolders.sync(descriptor);
    }

    /** Renames an entry into another folder; with {@code replace} a file of that name gives way in the same step. */
    void rename(String from, Folder toFolder, String to, boolean replace) throws IOException {
        renameEntry(from, toFolder, to, replace);
        if (!lastingInodes || !toFolder.lastingInodes) {
            // FAT makes the new name for a file of no length, and writes length and place when the file itself is
            // synced, or much later.
            toFolder.syncEntry(to);
        }
    }

    void syncEntry(String name) throws IOException {
        Entry.Type type = stat(name).map(Entry::type).orElse(Entry.Type.OTHER);
        if (type == Entry.Type.FOLDER) {
            try (Folder folder = open(this, name)) {
                folder.sync();
            }
        } else if (type == Entry.Type.FILE) {
            try (FileChannel file =
                    FileChannel.open(resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                file.force(true);
            }
        }
    }

    private void renameEntry(String from, Folder toFolder, String to, boolean replace) throws IOException {
        if (replace) {
            LinuxFolders.rename(descriptor, from, toFolder.descriptor, to);
            return;
        }
        try {
            LinuxFolders.renameNoReplace(descriptor, from, toFolder.descriptor, to);
        } catch (LinuxFolders.Errno e) {
            if (e.number != LinuxFolders.EINVAL && e.number != LinuxFolders.ENOSYS
                    || toFolder.stat(to).isPresent()) {
                throw e;
            }
            // A file system without RENAME_NOREPLACE (exFAT): the caller holds the folder's lock, so nobody of ours
            // interferes.
            LinuxFolders.rename(descriptor, from, toFolder.descriptor, to);
        }
    }

    /** Looks an entry up, itself and not what it points to. */
    Optional<Entry> stat(String name) throws IOException {
        LinuxFolders.Stat found = LinuxFolders.stat(descriptor, name);
        if (found == null) {
            return Optional.empty();
        }
        Entry.Type type = switch (found.mode() & S_IFMT) {
            case S_IFREG -> Entry.Type.FILE;
            case S_IFDIR -> Entry.Type.FOLDER;
            default -> Entry.Type.OTHER;
        };
        long bytes = type == Entry.Type.FILE ? found.bytes() : 0;
        Instant modified = Instant.ofEpochSecond(found.seconds(), found.nanos());
        return Optional.of(new Entry(name, type, bytes, modified, etag(found, bytes, lastingInodes)));
    }

    /** Inode, size and time of change in hexadecimal, written from behind: as one text made of six it took as long as the look itself. */
    private static String etag(LinuxFolders.Stat found, long bytes, boolean lastingInodes) {
        byte[] tag = new byte[60];
        int at = hex(found.nanos() & 0xFFFF_FFFFL, tag, tag.length);
        tag[--at] = '.';
        at = hex(found.seconds(), tag, at);
        tag[--at] = '-';
        at = hex(bytes, tag, at);
        tag[--at] = '-';
        at = hex(lastingInodes ? found.inode() : 0, tag, at);
        return new String(tag, at, tag.length - at, StandardCharsets.ISO_8859_1);
    }

    private static int hex(long number, byte[] out, int end) {
        int at = end;
        long left = number;
        do {
            int digit = (int) left & 15;
            out[--at] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
            left >>>= 4;
        } while (left != 0);
        return at;
    }

    @Override
    public void close() {
        LinuxFolders.close(descriptor);
    }
}
