// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whole trees of files that nobody sees: deleting and copying. Links are never followed. */
final class Trees {
    private static final long CHUNK = 8L << 20;

    private Trees() {}

    /** Deletes a file, or a folder with all that is in it. */
    static void delete(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Whether there is something in it that {@link #copy} leaves out: a link or a device. */
    static boolean holdsOthers(Path top) throws IOException {
        boolean[] found = {false};
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found[0] = !attributes.isRegularFile();
                return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    /** Checks before each piece of a copy whether there is room for it. */
    interface Room {
        void require(long bytes) throws IOException;
    }

    /** Copies an entry of a folder to a new path, with its times, synced; without {@code deep} a folder stays empty. */
    static void copy(Folder from, Entry entry, Path to, boolean deep, Room room) throws IOException {
        switch (entry.type()) {
            case FILE -> copyFile(from.resolve(entry.name()), entry, to, room);
            case FOLDER -> copyFolder(from, entry, to, deep, room);
            case OTHER -> {
                // A link or a device has no content that could be copied.
            }
        }
        if (entry.type() != Entry.Type.OTHER) {
            Notes.copy(from.resolve(entry.name()), to);
        }
    }

    private static void copyFolder(Folder parent, Entry original, Path to, boolean deep, Room room) throws IOException {
        Files.createDirectory(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        try (Folder folder = Folder.open(parent, original.name())) {
            List<String> names = new ArrayList<>();
            if (deep) {
                Neighbours.each(folder, names::add);
            }
            for (String inner : names) {
                var entry = folder.stat(inner);
                if (entry.isPresent()) {
                    copy(folder, entry.get(), to.resolve(inner), true, room);
                }
            }
        }
        Files.setLastModifiedTime(to, FileTime.from(original.modified()));
        try (Folder made = Folder.open(to)) {
            made.sync();
        }
    }

    private static void copyFile(Path from, Entry original, Path to, Room room) throws IOException {
        try (FileChannel in = FileChannel.open(from, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                FileChannel out = FileChannel.open(
                        to,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
            long position = 0;
            long moved;
            do {
                room.require(Math.min(CHUNK, Math.max(1, in.size() - position)));
                moved = in.transferTo(position, CHUNK, out);
                position += moved;
            } while (moved > 0);
            Files.setLastModifiedTime(to, FileTime.from(original.modified()));
            out.force(true);
        }
    }
}
