// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.restic;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/** One repository's files, in restic's default layout. Safe for many threads. All calls block on the disk. */
final class Vault {
    static final List<String> TYPES = List.of("data", "keys", "locks", "snapshots", "index");

    private static final Logger LOG = Logger.getLogger(Vault.class.getName());
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final Path root;
    private final AtomicLong used = new AtomicLong(-1);

    Vault(Path root) {
        this.root = root;
    }

    /** Takes the files of a listing. */
    @FunctionalInterface
    interface Visitor {
        void file(String name, long bytes) throws IOException;
    }

    Path root() {
        return root;
    }

    boolean exists() {
        return Files.isDirectory(root.resolve("keys"));
    }

    void create() throws IOException {
        for (String type : TYPES) {
            Files.createDirectories(root.resolve(type));
        }
        Files.createDirectories(root.resolve("tmp"));
    }

    static boolean isName(String name) {
        return HEX.matcher(name).matches();
    }

    /** Where a file is or would be; type and name have been checked. */
    Path path(String type, String name) {
        return type.equals("config")
                ? root.resolve("config")
                : type.equals("data")
                        ? root.resolve("data").resolve(name.substring(0, 2)).resolve(name)
                        : root.resolve(type).resolve(name);
    }

    /** Calls back for each file of a type, in any order. */
    void list(String type, Visitor visitor) throws IOException {
        Path folder = root.resolve(type);
        if (!type.equals("data")) {
            listFolder(folder, visitor);
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
            for (Path part : parts) {
                listFolder(part, visitor);
            }
        } catch (NoSuchFileException none) {
            // An empty repository.
        }
    }

    private static void listFolder(Path folder, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (isName(name)) {
                    visitor.file(name, Files.size(file));
                }
            }
        } catch (NoSuchFileException none) {
            // Nothing of this type yet.
        }
    }

    /** Deletes what uploads left half done; to be called while there are none. What cannot be deleted keeps nobody from the backups. */
    void clearTemporary() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve("tmp"))) {
            for (Path one : left) {
                Files.deleteIfExists(one);
            }
        } catch (NoSuchFileException none) {
            // Nothing was ever uploaded.
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "What a power cut left of a laptop's backup cannot be deleted.", e);
        }
    }

    /** A new file to be written to, which {@link #keep} gives its place. */
    Path temporary() throws IOException {
        return Files.createTempFile(Files.createDirectories(root.resolve("tmp")), "in-", ".part");
    }

    /** Gives a file that is written and synced its place; returns false when there is one already. */
    synchronized boolean keep(Path temporary, String type, String name) throws IOException {
        Path to = path(type, name);
        if (Files.exists(to)) {
            return false;
        }
        long bytes = Files.size(temporary);
        boolean newFolder = !Files.isDirectory(to.getParent());
        Files.createDirectories(to.getParent());
        Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
        sync(to.getParent());
        if (newFolder) {
            sync(to.getParent().getParent());
        }
        if (used.get() >= 0) {
            used.addAndGet(bytes); // Not counted yet: then it is counted with the rest.
        }
        return true;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    synchronized boolean delete(String type, String name) throws IOException {
        Path file = path(type, name);
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        boolean gone = Files.deleteIfExists(file);
        if (gone && used.get() >= 0) {
            used.addAndGet(-bytes);
        }
        return gone;
    }

    /** When the last snapshot came. */
    Optional<Instant> newest() throws IOException {
        FileTime[] newest = {null};
        list("snapshots", (name, bytes) -> {
            FileTime time = Files.getLastModifiedTime(path("snapshots", name));
            newest[0] = newest[0] == null || time.compareTo(newest[0]) > 0 ? time : newest[0];
        });
        return Optional.ofNullable(newest[0]).map(FileTime::toInstant);
    }

    /** How much it takes on the disk, in bytes; counted once, then kept up. */
    synchronized long usedBytes() throws IOException {
        if (used.get() < 0) {
            long[] sum = {0};
            if (Files.isDirectory(root)) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sum[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
            used.set(sum[0]);
        }
        return used.get();
    }
}
