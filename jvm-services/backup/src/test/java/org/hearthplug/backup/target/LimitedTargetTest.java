// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limited target is a target, and the bytes that go over a real socket to {@code rclone serve restic} keep to the limit. */
class LimitedTargetTest extends TargetContract {
    private static final double MEGABITS = 8;
    private static final int BYTES = 3_000_000;
    private static final Percentage TWENTY = Percentage.withPercentage(20);

    @TempDir
    Path dir;

    private final Waited time = new Waited();
    private Peer peer;

    /** A clock that only waiting moves: how long it took is how long it was made to wait, whatever the machine does. */
    private static final class Waited implements RateLimit.Time {
        private long now = 17;

        @Override
        public synchronized long nanos() {
            return now;
        }

        @Override
        public synchronized void sleep(long nanos) {
            now += nanos;
        }

        synchronized double seconds() {
            return (now - 17) / 1e9;
        }
    }

    @Override
    Target target() {
        Target target = LimitedTarget.of(new MemoryTarget("memory"), MEGABITS, time);
        target.prepare();
        return target;
    }

    private Target overSocket() throws Exception {
        Peer.needs("/usr/bin/rclone", "rclone");
        int port = Peer.freePort();
        Path none = dir.resolve("none");
        Path data = dir.resolve("data");
        List<String> command =
                List.of("rclone", "serve", "restic", "--addr", "127.0.0.1:" + port, "--config", "" + none, "" + data);
        peer = Peer.start(dir.resolve("log"), port, command);
        Target rest = new RestTarget(URI.create("http://127.0.0.1:" + port + "/repo"), "", new char[0]);
        rest.prepare();
        return LimitedTarget.of(rest, MEGABITS, time);
    }

    @Test
    void bothWaysOverASocketKeepToTheLimit() throws Exception {
        byte[] bytes = new byte[BYTES];
        new SplittableRandom(5).nextBytes(bytes);
        Content content = Content.of(bytes);
        FileRef file = FileRef.of(FileType.PACK, content.sha256());
        double wanted = BYTES * 8 / (MEGABITS * 1e6);
        try (Target target = overSocket()) {
            target.write(file, content);
            assertThat(time.seconds()).isCloseTo(wanted, TWENTY);
            try (InputStream in = target.open(file, 0, -1)) {
                assertThat(ObjectId.hashOf(in.readAllBytes())).isEqualTo(content.sha256());
            }
            assertThat(time.seconds()).isCloseTo(2 * wanted, TWENTY);
        }
    }

    @Test
    void severalStreamsShareOneLimit() throws Exception {
        RateLimit limit = new RateLimit(1000, time);
        List<Thread> threads = java.util.stream.IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    try (InputStream in = limit.slow(new ByteArrayInputStream(new byte[50_000]))) {
                        in.readAllBytes();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
        }
        // Each thread's waiting moves the one clock, so that they do not wait at the same time: it cannot be less.
        assertThat(time.seconds()).isGreaterThanOrEqualTo(0.8 * 200);
    }

    @Test
    void noMoreWaitsThanGoesInTenSeconds() {
        assertThat(target().queueBytes()).isEqualTo(10_000_000);
        assertThat(LimitedTarget.of(new MemoryTarget("memory"), 10_000).queueBytes())
                .isEqualTo(64L << 20);
    }

    @Test
    void withoutALimitThereIsNothingBetween() {
        Target plain = new MemoryTarget("memory");
        assertThat(LimitedTarget.of(plain, 0)).isSameAs(plain);
    }

    @Test
    void timeThatWasNotUsedIsNotSavedUp() throws Exception {
        RateLimit limit = new RateLimit(1000, time);
        time.sleep(TimeUnit.HOURS.toNanos(1));
        limit.slow(new ByteArrayInputStream(new byte[10_000])).readAllBytes();
        // The last piece goes without waiting for its own end.
        assertThat(time.seconds() - 3600).isBetween(8.0, 12.0);
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }
}
