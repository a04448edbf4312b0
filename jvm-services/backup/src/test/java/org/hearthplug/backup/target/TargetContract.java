// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.Test;

/** What every target must do. */
abstract class TargetContract {
    /** An empty target, prepared. */
    abstract Target target() throws Exception;

    private static Content bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return Content.of(bytes);
    }

    private static byte[] read(Target target, FileRef file, long offset, long length) throws Exception {
        try (InputStream in = target.open(file, offset, length)) {
            return in.readAllBytes();
        }
    }

    private static void kind(BackupException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Map<FileRef, Long> list(Target target, FileType type) {
        Map<FileRef, Long> all = new HashMap<>();
        target.list(type, all::put);
        return all;
    }

    @Test
    void keepsListsReadsAndRemoves() throws Exception {
        try (Target target = target()) {
            for (FileType type : FileType.values()) {
                assertThat(list(target, type)).isEmpty();
            }
            Map<FileRef, Content> stored = new HashMap<>();
            for (FileType type : FileType.values()) {
                for (int i = 0; i < (type == FileType.CONFIG ? 1 : 3); i++) {
                    Content content = bytes(type.ordinal() * 10 + i, i == 2 ? 300_000 : 100 + i);
                    FileRef file = type == FileType.CONFIG ? FileRef.CONFIG : FileRef.of(type, content.sha256());
                    target.write(file, content);
                    stored.put(file, content);
                }
            }
            for (FileType type : FileType.values()) {
                Map<FileRef, Long> expected = new HashMap<>();
                stored.forEach((f, c) -> {
                    if (f.type() == type) {
                        expected.put(f, c.length());
                    }
                });
                assertThat(list(target, type)).isEqualTo(expected);
            }
            for (var e : stored.entrySet()) {
                byte[] whole = e.getValue().open().readAllBytes();
                assertThat(target.size(e.getKey())).isEqualTo(whole.length);
                assertThat(read(target, e.getKey(), 0, -1)).isEqualTo(whole);
                assertThat(read(target, e.getKey(), 7, 50)).isEqualTo(Arrays.copyOfRange(whole, 7, 57));
                assertThat(read(target, e.getKey(), whole.length - 3, 100)).hasSize(3);
            }
            target.settle();
            for (FileRef file : stored.keySet()) {
                target.delete(file);
                target.delete(file);
                kind(BackupException.Kind.NOT_FOUND, () -> target.size(file));
                kind(BackupException.Kind.NOT_FOUND, () -> read(target, file, 0, -1));
            }
            assertThat(list(target, FileType.PACK)).isEmpty();
        }
    }

    @Test
    void writingTwiceIsWritingOnceAndAConfigurationIsNeverReplaced() throws Exception {
        try (Target target = target()) {
            target.prepare();
            Content pack = bytes(1, 1000);
            FileRef file = FileRef.of(FileType.PACK, pack.sha256());
            target.write(file, bytes(2, 500)); // the rest of an accident
            target.write(file, pack);
            target.write(file, pack);
            assertThat(ObjectId.hashOf(read(target, file, 0, -1))).isEqualTo(pack.sha256());
            target.write(FileRef.CONFIG, bytes(3, 155));
            target.write(FileRef.CONFIG, bytes(3, 155));
            kind(BackupException.Kind.EXISTS, () -> target.write(FileRef.CONFIG, bytes(4, 155)));
            kind(BackupException.Kind.EXISTS, () -> target.write(FileRef.CONFIG, bytes(5, 156)));
            assertThat(ObjectId.hashOf(read(target, FileRef.CONFIG, 0, -1)))
                    .isEqualTo(bytes(3, 155).sha256());
        }
    }

    @Test
    void namesCarryNoSecrets() throws Exception {
        try (Target target = target()) {
            assertThat(target.name()).doesNotContain("geheim");
        }
    }
}
