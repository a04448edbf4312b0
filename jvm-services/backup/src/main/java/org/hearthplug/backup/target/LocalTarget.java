// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/**
 * A folder in restic's default layout. A file is written under a temporary name, synced, renamed, and the folder synced. The folder above
 * it is never made: it is on a disk that may be away, and what is made at an empty mount point is in memory.
 */
public final class LocalTarget implements Target {
    private static final int BUFFER = 64 * 1024;

    private final Path root;

    /** @param root the repository's folder; its file system must be mounted */
    public LocalTarget(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public String name() {
        return root.toString();
    }

    private Path path(FileRef file) {
        return root.resolve(file.path());
    }

    @Override
    public void prepare() {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectory(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            for (FileType type : FileType.values()) {
                if (type != FileType.CONFIG) {
                    make(root.resolve(type.directory()));
                }
            }
            for (int i = 0; i < 256; i++) {
                make(root.resolve("data").resolve("%02x".formatted(i)));
            }
        } catch (IOException e) {
            throw failed("prepare", root, e);
        }
    }

    /** Makes a folder within the repository; the repository's own must be there. */
    private void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.equals(root)) {
            throw new NoSuchFileException(root.toString());
        }
        make(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    @Override
    public void write(FileRef file, Content content) {
        Path path = path(file);
        try {
            if (Files.exists(path) && Files.size(path) == content.length()) {
                if (file.equals(FileRef.CONFIG) && !sameBytes(path, content)) {
                    throw new BackupException(
                            BackupException.Kind.EXISTS, name() + " has another configuration already");
                }
                return;
            }
            if (file.equals(FileRef.CONFIG) && Files.exists(path)) {
                throw new BackupException(BackupException.Kind.EXISTS, name() + " has another configuration already");
            }
            Path folder = path.getParent();
            make(folder);
            Path temporary = folder.resolve(path.getFileName() + "-tmp-" + Long.toHexString(System.nanoTime()));
            try {
                fill(temporary, content);
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            sync(folder);
        } catch (IOException e) {
            throw failed("write", path, e);
        }
    }

    private static boolean sameBytes(Path path, Content content) throws IOException {
        return ObjectId.hashOf(Files.readAllBytes(path)).equals(content.sha256());
    }

    private static void fill(Path temporary, Content content) throws IOException {
        Optional<Path> source = content.file();
        if (source.isPresent() && linked(source.get(), temporary)) {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return;
        }
        try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                OutputStream out = Channels.newOutputStream(channel);
                InputStream in = content.open()) {
            byte[] buffer = new byte[BUFFER];
            long total = 0;
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                total += n;
            }
            if (total != content.length()) {
                throw new IOException("the source has " + total + " bytes instead of " + content.length());
            }
            channel.force(true);
        }
    }

    /** A spooled pack on the same file system needs no second copy. */
    private static boolean linked(Path source, Path temporary) throws IOException {
        FileStore from = Files.getFileStore(source);
        if (!from.equals(Files.getFileStore(temporary.getParent()))) {
            return false;
        }
        try {
            Files.createLink(temporary, source);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // FAT and friends have no hard links: copy.
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        Path path = path(file);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            channel.position(offset);
            InputStream in = Channels.newInputStream(channel);
            return length < 0 ? in : new BoundedStream(in, length);
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    @Override
    public long size(FileRef file) {
        Path path = path(file);
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw failed("stat", path, e);
        }
    }

    @Override
    public void delete(FileRef file) {
        Path path = path(file);
        try {
            if (!Files.deleteIfExists(path) && !Files.isDirectory(root)) {
                throw new NoSuchFileException(root.toString()); // Nothing is known of a file on a disk that is away.
            }
        } catch (IOException e) {
            throw failed("delete", path, e);
        }
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        try {
            if (type == FileType.CONFIG) {
                visitor.accept(FileRef.CONFIG, Files.size(root.resolve("config")));
            } else if (type == FileType.PACK) {
                try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.resolve("data"))) {
                    for (Path folder : folders) {
                        if (Files.isDirectory(folder)) {
                            listFolder(folder, type, visitor);
                        }
                    }
                }
            } else {
                listFolder(root.resolve(type.directory()), type, visitor);
            }
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(root)) {
                throw away(e);
            }
        } catch (IOException e) {
            throw failed("list", root, e);
        }
    }

    private static void listFolder(Path folder, FileType type, ObjLongConsumer<FileRef> visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path path : files) {
                String name = path.getFileName().toString();
                if (ObjectId.isHex(name)) {
                    try {
                        visitor.accept(new FileRef(type, name), Files.size(path));
                    } catch (NoSuchFileException e) {
                        continue; // removed since: then it is not there
                    }
                }
            }
        }
    }

    private BackupException away(IOException e) {
        return new BackupException(
                BackupException.Kind.UNREACHABLE, name() + " is not there: is its disk plugged in?", e);
    }

    private BackupException failed(String doing, Path path, IOException e) {
        boolean forbidden = e instanceof AccessDeniedException && Files.isDirectory(root.getParent());
        if (!Files.isDirectory(root) && !forbidden) {
            return away(e);
        }
        String what = name() + ": cannot " + doing + " " + root.relativize(path) + ": " + e;
        if (e instanceof NoSuchFileException) {
            return new BackupException(BackupException.Kind.NOT_FOUND, what, e);
        }
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return new BackupException(BackupException.Kind.FULL, name() + " is full", e);
        }
        return new BackupException(BackupException.Kind.LOCAL_IO, what, e);
    }
}
