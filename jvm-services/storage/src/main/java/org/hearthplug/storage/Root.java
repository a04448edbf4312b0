// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The topmost folder of some files: what is below it is opened through here. Of a whole disk, what is not a person's is not seen. */
final class Root {
    private static final Set<String> NOT_PEOPLES =
            Disk.NOT_PEOPLES.stream().map(Names::foldingKey).collect(Collectors.toUnmodifiableSet());

    private final Path path;
    private final boolean wholeDisk;
    private final boolean lastingInodes;

    private Root(Path path, boolean wholeDisk, boolean lastingInodes) {
        this.path = path;
        this.wholeDisk = wholeDisk;
        this.lastingInodes = lastingInodes;
    }

    /** A folder that the plug made for an account. */
    static Root account(Path path) {
        return new Root(path, false, true);
    }

    /** All of a disk. */
    static Root disk(Disk disk) {
        return new Root(disk.root(), true, disk.lastingInodes());
    }

    Path path() {
        return path;
    }

    boolean lastingInodes() {
        return lastingInodes;
    }

    /** Opens a folder; kind {@code NOT_FOUND} for what is hidden. */
    Folder open(FilePath folder) throws IOException {
        requireShown(folder);
        return Folder.open(path, folder, lastingInodes);
    }

    /** Opens the folder that holds an entry. */
    Folder above(FilePath entry) throws IOException {
        requireShown(entry);
        return Folder.open(path, entry.parent(), lastingInodes);
    }

    private void requireShown(FilePath entry) throws StorageException {
        if (!entry.isRoot() && hides(entry.names().getFirst())) {
            throw Failures.notFound(entry);
        }
    }

    private boolean hides(String name) {
        return wholeDisk && NOT_PEOPLES.contains(Names.foldingKey(name));
    }

    /** Whether a name in a folder is a person's to see. */
    boolean shows(FilePath folder, String name) {
        return !folder.isRoot() || !hides(name);
    }

    /** The same for many names, in their order. */
    List<String> shown(FilePath folder, List<String> names) {
        if (!wholeDisk || !folder.isRoot()) {
            return names;
        }
        List<String> left = new ArrayList<>(names);
        left.removeIf(this::hides);
        return left;
    }

    /** How many names more than wanted must be read, so that enough are left. */
    int hidden(FilePath folder) {
        return wholeDisk && folder.isRoot() ? NOT_PEOPLES.size() : 0;
    }
}
