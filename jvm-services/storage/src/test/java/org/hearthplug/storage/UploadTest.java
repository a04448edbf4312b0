// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    @TempDir
    Path root;

    @Test
    void nothingIsSeenBeforeTheCommit() throws IOException {
        Fixture plug = new Fixture(root);
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, 3)) {
            upload.write(bytes(3));
            assertThat(plug.names("")).isEmpty();
            assertThat(plug.halves()).hasSize(1);
            upload.commit();
        }
        assertThat(plug.names("")).containsExactly("a");
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedLeavesNothing() throws IOException {
        Fixture plug = new Fixture(root);
        try (Upload upload = plug.space.upload(path("short"), Condition.NONE, 10)) {
            upload.write(bytes(9));
            assertThat(kindOf(upload::commit)).isEqualTo(Kind.LENGTH_MISMATCH);
        }
        try (Upload upload = plug.space.upload(path("long"), Condition.NONE, 10)) {
            upload.write(bytes(10));
            assertThat(kindOf(() -> upload.write(bytes(1)))).isEqualTo(Kind.LENGTH_MISMATCH);
        }
        assertThat(plug.names("")).isEmpty();
        assertThat(plug.halves()).isEmpty();
        assertThat(plug.storage.announcedBytes()).hasValue(0);
    }

    @Test
    void piecesAreStoredInTheirOrder() throws IOException {
        Fixture plug = new Fixture(root);
        byte[] all = new byte[300_000];
        new java.util.Random(1).nextBytes(all);
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, all.length)) {
            for (int at = 0; at < all.length; at += 100_000) {
                ByteBuffer[] pieces = new ByteBuffer[10];
                for (int i = 0; i < pieces.length; i++) {
                    pieces[i] = ByteBuffer.wrap(all, at + i * 10_000, 10_000);
                }
                upload.write(pieces, 100_000);
            }
            assertThat(kindOf(() -> upload.write(new ByteBuffer[] {bytes(1), bytes(0)}, 1)))
                    .isEqualTo(Kind.LENGTH_MISMATCH);
            upload.commit();
        }
        assertThat(root.resolve("anna/a")).hasBinaryContent(all);
    }

    @Test
    void anUnannouncedLengthIsBoundedTheSame() throws IOException {
        Fixture plug = new Fixture(root);
        assertThat(kindOf(() -> plug.space.upload(path("a"), Condition.NONE, (1 << 20) + 1)))
                .isEqualTo(Kind.TOO_LARGE);
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, -1)) {
            upload.write(bytes(1 << 20));
            assertThat(kindOf(() -> upload.write(bytes(1)))).isEqualTo(Kind.TOO_LARGE);
        }
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void theReserveIsKeptAndAnnouncedBytesAreSetApart() throws IOException {
        long usable = Files.getFileStore(root).getUsableSpace();
        assertThat(kindOf(() -> new Fixture(root, usable * 2, FaultPoint.NONE).put("a", "x")))
                .isEqualTo(Kind.FULL);
        Fixture plug = new Fixture(root);
        long before = plug.storage.announcedBytes().get();
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, 1 << 20)) {
            assertThat(plug.storage.announcedBytes().get()).isEqualTo(before + (1 << 20));
            upload.write(bytes(1000));
            assertThat(plug.storage.announcedBytes().get()).isEqualTo(before + (1 << 20) - 1000);
        }
        assertThat(plug.storage.announcedBytes().get()).isEqualTo(before);
    }

    @Test
    void aDiskThatFillsUpUnderWayIsSaidAndLeavesNothing() throws IOException {
        FaultPoint full = step -> {
            if (step == FaultPoint.Step.UPLOAD_WRITE) {
                throw new IOException("No space left on device");
            }
        };
        Fixture plug = new Fixture(root, 0, full);
        assertThat(kindOf(() -> plug.put("a", "x"))).isEqualTo(Kind.FULL);
        assertThat(plug.names("")).isEmpty();
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void ofManyUploadsToOneNameEachIsWholeAndTheLastStays() throws Exception {
        Fixture plug = new Fixture(root);
        int many = 16;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Upload.Stored>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++) {
                String text = String.valueOf((char) ('a' + i)).repeat(10_000);
                results.add(threads.submit(() -> {
                    start.await();
                    return plug.put("same", text);
                }));
            }
            start.countDown();
        }
        int created = 0;
        for (Future<Upload.Stored> result : results) {
            created += result.get().created() ? 1 : 0;
        }
        assertThat(created).isEqualTo(1);
        String text = plug.get("same");
        assertThat(text).hasSize(10_000).isEqualTo(text.substring(0, 1).repeat(10_000));
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void ofManyUploadsThatMustNotReplaceOneWins() throws Exception {
        Fixture plug = new Fixture(root);
        List<Future<Upload.Stored>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String text = "text " + i;
                results.add(threads.submit(() -> plug.put("same", text, Condition.ABSENT)));
            }
        }
        assertThat(results.stream().filter(r -> r.state() == Future.State.SUCCESS))
                .hasSize(1);
        assertThat(results.stream().filter(r -> r.state() == Future.State.FAILED))
                .allSatisfy(r ->
                        assertThat(((StorageException) r.exceptionNow()).kind()).isEqualTo(Kind.PRECONDITION));
    }

    @Test
    void aReaderKeepsTheBytesThatItOpened() throws IOException {
        Fixture plug = new Fixture(root);
        plug.put("a", "old");
        try (OpenFile file = plug.space.open(path("a"))) {
            plug.put("a", "brand new");
            ByteBuffer read = ByteBuffer.allocate(16);
            file.channel().read(read);
            assertThat(new String(read.array(), 0, read.position())).isEqualTo("old");
            assertThat(file.entry().bytes()).isEqualTo(3);
        }
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }
}
