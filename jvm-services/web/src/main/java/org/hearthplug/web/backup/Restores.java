// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.web.http.Problem;

/**
 * Brings files of a snapshot back. The engine restores and verifies beside, on the same file system; only what came out whole is moved to
 * its place, and what was there goes to the bin.
 */
final class Restores {
    private final Desk desk;
    private final Path aside;

    /** @param aside a folder of this class's own, on the file system of people's files */
    Restores(Desk desk, Path aside) {
        this.desk = desk;
        this.aside = aside;
    }

    /**
     * Starts it.
     *
     * @param root what the snapshot's paths begin with
     * @param paths within the owner's files; empty for everything
     * @param folder the new folder's name; empty to put everything back where it was
     */
    void start(String snapshot, String root, List<String> paths, String folder, Space space) throws IOException {
        List<FilePath> wanted = new ArrayList<>();
        for (String path : paths) {
            wanted.add(FilePath.of(List.of(path.split("/"))));
        }
        if (!folder.isEmpty()) {
            FilePath.of(List.of(folder));
            if (Files.exists(desk.source().resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
                throw new Problem(409, "There is something named “" + folder + "” already. Choose another name.");
            }
        }
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("snapshot", snapshot);
        with.put(
                "paths",
                wanted.isEmpty()
                        ? List.of()
                        : wanted.stream().map(p -> root + "/" + join(p)).toList());
        with.put("into", aside.toString());
        if (!desk.busy()) {
            empty(aside);
        }
        Path restored = aside.resolve(root.substring(1));
        desk.start("restore", with, result -> {
            if (folder.isEmpty()) {
                putBack(restored, wanted.isEmpty() ? children(restored) : wanted, space);
            } else {
                Files.move(restored, desk.source().resolve(folder));
            }
            empty(aside);
        });
    }

    private static String join(FilePath path) {
        return String.join("/", path.names());
    }

    private static List<FilePath> children(Path folder) throws IOException {
        List<FilePath> all = new ArrayList<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
            for (Path child : each) {
                all.add(FilePath.of(List.of(child.getFileName().toString())));
            }
        }
        return all;
    }

    private void putBack(Path restored, List<FilePath> paths, Space space) throws IOException {
        for (FilePath path : paths) {
            Path from = restored.resolve(join(path));
            if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                continue; // The report names it.
            }
            Path to = desk.source().resolve(join(path));
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                space.delete(path);
            }
            makeFolders(path.parent(), space);
            Files.move(from, to);
        }
    }

    private void makeFolders(FilePath folder, Space space) throws IOException {
        if (folder.isRoot() || Files.isDirectory(desk.source().resolve(join(folder)), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        makeFolders(folder.parent(), space);
        space.makeFolder(folder);
    }

    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failed) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
