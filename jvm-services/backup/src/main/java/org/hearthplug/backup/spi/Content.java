// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hearthplug.backup.ObjectId;

/** Bytes to be stored, readable as often as a retry needs. */
public interface Content {
    /** Length in bytes. */
    long length();

    /** SHA-256 of the bytes. */
    ObjectId sha256();

    /** A new stream over all the bytes; the caller closes it. */
    InputStream open() throws IOException;

    /** A file that holds exactly these bytes and never changes, if there is one: a target may hard-link it. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** Content in memory; the array must not change afterwards. */
    static Content of(byte[] bytes) {
        return new Memory(bytes, ObjectId.hashOf(bytes));
    }

    /** Content of a file that is not changed any more. */
    static Content of(Path file, long length, ObjectId sha256) {
        return new InFile(file, length, sha256);
    }

    /** Content in memory. */
    record Memory(byte[] bytes, ObjectId sha256) implements Content {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Content in a file. */
    record InFile(Path path, long length, ObjectId sha256) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }
    }
}
