// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small file that is always whole: written beside, synced, renamed, its folder synced. All calls block on the disk. */
public final class StateFile {
    /** The most that is read, and so written. */
    public static final int MAX_BYTES = 256 * 1024;

    private final Path path;

    /** Names the file; its folder must exist. */
    public StateFile(Path path) {
        this.path = path;
    }

    /** Returns the content, or nothing when the file has never been written. */
    public Optional<byte[]> read() throws IOException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + " is larger than any that this service writes");
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Replaces the content for good; readable by the service alone. */
    public void write(byte[] content) throws IOException {
        write(content, "rw-------", true);
    }

    /** Replaces the content on a file system that forgets anyway (tmpfs), with the permissions given. */
    public void writeVolatile(byte[] content, String permissions) throws IOException {
        write(content, permissions, false);
    }

    private void write(byte[] content, String permissions, boolean durable) throws IOException {
        if (content.length > MAX_BYTES) {
            throw new IOException(path + " would become too large to be read again: it is left as it was");
        }
        Path beside = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel out = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            if (durable) {
                out.force(true);
            }
        }
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            syncFolder();
        }
    }

    /** Deletes the file for good; nothing happens when there is none. */
    public void delete() throws IOException {
        if (Files.deleteIfExists(path)) {
            syncFolder();
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
