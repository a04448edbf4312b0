// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A storage in a temporary folder, and short words for what tests do with it. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    final Path root;
    Instant now = NOW;
    Storage storage;
    Space space;

    Fixture(Path root) throws IOException {
        this(root, 0, FaultPoint.NONE);
    }

    Fixture(Path root, long reserveBytes, FaultPoint faults) throws IOException {
        this.root = root;
        reopen(reserveBytes, faults);
    }

    /** What a restart does. */
    void reopen(long reserveBytes, FaultPoint faults) throws IOException {
        storage =
                Storage.open(new StorageConfig(root, reserveBytes, 1 << 20, Duration.ofDays(30), 3, () -> now), faults);
        space = storage.space("anna");
    }

    Upload.Stored put(String path, String text) throws IOException {
        return put(path, text, Condition.NONE);
    }

    Upload.Stored put(String path, String text, Condition condition) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Upload upload = space.upload(path(path), condition, bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            return upload.commit();
        }
    }

    String get(String path) throws IOException {
        try (OpenFile file = space.open(path(path))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.entry().bytes());
            while (bytes.hasRemaining() && file.channel().read(bytes) >= 0) {
                // Until all is read.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    List<String> names(String folder) throws IOException {
        return space.list(path(folder), "", Space.MAX_PAGE).entries().stream()
                .map(Entry::name)
                .toList();
    }

    List<String> halves() {
        String[] names = root.resolve(".hearth/uploads").toFile().list();
        return List.of(names);
    }

    static FilePath path(String text) throws StorageException {
        return text.isEmpty() ? FilePath.ROOT : FilePath.of(List.of(text.split("/", -1)));
    }

    static StorageException.Kind kindOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
        if (thrown instanceof StorageException e) {
            return e.kind();
        }
        throw new AssertionError("expected a StorageException", thrown);
    }
}
