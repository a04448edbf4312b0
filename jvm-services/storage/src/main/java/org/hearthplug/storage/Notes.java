// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import org.hearthplug.storage.StorageException.Kind;

/**
 * Small texts attached to files and folders (WebDAV's properties), as the extended attribute {@code user.hearth.note}: renames carry
 * them along, and who copies the disk with its attributes keeps them.
 */
final class Notes {
    static final int MAX_BYTES = 3072;
    private static final String ATTRIBUTE = "hearth.note";

    private final Space space;

    Notes(Space space) {
        this.space = space;
    }

    Optional<String> read(FilePath path) throws StorageException {
        try (Folder folder = open(path)) {
            return read(target(folder, path)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    void write(FilePath path, String text) throws StorageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new StorageException(
                    Kind.FULL, "Properties of one entry take at most 3 KiB. Store fewer or shorter ones.");
        }
        try (Folder folder = open(path)) {
            Path target = target(folder, path);
            if (bytes.length > 0) {
                view(target).write(ATTRIBUTE, ByteBuffer.wrap(bytes));
            } else if (read(target).isPresent()) {
                view(target).delete(ATTRIBUTE);
            }
            folder.sync();
        } catch (FileSystemException e) {
            throw new StorageException(
                    Kind.REFUSED, "This disk cannot keep properties. Do without, or use another disk.", e);
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    /** Copies the text of one entry to another; false when there is none. */
    static boolean copy(Path from, Path to) throws IOException {
        Optional<byte[]> note = read(from);
        if (note.isPresent()) {
            view(to).write(ATTRIBUTE, ByteBuffer.wrap(note.get()));
        }
        return note.isPresent();
    }

    /** Gives a new file the text of the one that it is about to replace. */
    static void carryOver(Space space, FilePath target, Path file) throws IOException {
        try (Folder folder = space.openParent(target)) {
            if (folder.stat(target.name())
                    .filter(e -> e.type() == Entry.Type.FILE)
                    .isPresent()) {
                copy(folder.resolve(target.name()), file);
            }
        }
    }

    private Folder open(FilePath path) throws IOException {
        Entry entry = space.stat(path);
        if (entry.type() == Entry.Type.OTHER) {
            throw new StorageException(Kind.NOT_A_FILE, path + " is a link or a device and has no properties.");
        }
        return path.isRoot() ? space.openRoot() : space.openParent(path);
    }

    private static Path target(Folder folder, FilePath path) {
        return path.isRoot() ? folder.resolve(".") : folder.resolve(path.name());
    }

    private static Optional<byte[]> read(Path path) throws IOException {
        UserDefinedFileAttributeView view = view(path);
        try {
            ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
            int length = view.read(ATTRIBUTE, buffer);
            return Optional.of(java.util.Arrays.copyOf(buffer.array(), length));
        } catch (FileSystemException absent) {
            return Optional.empty(); // Absent, or the disk knows no attributes.
        }
    }

    private static UserDefinedFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }
}
