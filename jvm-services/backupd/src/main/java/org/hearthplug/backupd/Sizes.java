// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** How much there is to back up, for the time that is left. */
final class Sizes {
    private Sizes() {}

    /** The bytes of all files below the folders, as far as they can be seen, without the excluded paths; reads no file. */
    static long of(List<Path> sources, List<String> excludes) {
        return sources.stream().mapToLong(source -> below(source, excludes)).sum();
    }

    private static long below(Path folder, List<String> excludes) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return excludes.contains(dir.toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unseen) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unseen) {
            return bytes[0]; // A guess for people; the backup itself reports what it could not read.
        }
        return bytes[0];
    }
}
