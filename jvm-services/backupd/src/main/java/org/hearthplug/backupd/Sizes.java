// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How much there is to back up, for the time that is left. */
final class Sizes {
    private Sizes() {}

    /** The bytes of all files below a folder, as far as they can be seen; reads no file. */
    static long below(Path folder) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
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
