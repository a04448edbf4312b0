// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuotaTest {
    @TempDir
    Path folder;

    private final AtomicInteger counts = new AtomicInteger();
    private FormerFiles former;

    @BeforeEach
    void open() throws IOException {
        former = new Fixture(folder).space.history().former();
    }

    /** A quota of what a count finds; how often it was counted is told. */
    private Quota quota(Quota.Count during) {
        return new Quota(
                () -> {
                    counts.incrementAndGet();
                    return during.bytes();
                },
                former);
    }

    @Test
    void whileItIsCountedNobodyWaitsWhoNeedNotKnowTheSum() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        Quota quota = quota(() -> {
            begun.countDown();
            await(on);
            return 100;
        });
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> first = others.submit(quota::used);
            Future<Long> second = others.submit(quota::used);
            await(begun);
            quota.limit(120);
            quota.announce(15);
            quota.announce(-5);
            quota.grew(1);
            quota.doubt();
            on.countDown();
            assertThat(first.get()).isEqualTo(100);
            assertThat(second.get()).isEqualTo(100);
        }
        quota.admit(10);
        assertThat(kindOf(() -> quota.admit(11))).isEqualTo(Kind.FULL);
    }

    @Test
    void itIsCountedByOneForAllWhoAsk() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        Quota quota = quota(() -> {
            begun.countDown();
            await(on);
            return 100;
        });
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> first = others.submit(quota::used);
            await(begun);
            Future<Long> second = others.submit(quota::used);
            on.countDown();
            assertThat(first.get()).isEqualTo(100);
            assertThat(second.get()).isEqualTo(100);
        }
        assertThat(counts).hasValue(1);
    }

    @Test
    void whatGrowsWhileItIsCountedIsNeitherLostNorDoubled() throws IOException {
        for (int seen : new int[] {0, 3}) {
            counts.set(0);
            Quota[] quota = {null};
            quota[0] = quota(() -> {
                if (counts.get() > 1) {
                    return 103;
                }
                quota[0].grew(3);
                return 100 + seen;
            });
            assertThat(quota[0].used()).isEqualTo(103);
            quota[0].grew(2);
            assertThat(quota[0].used()).isEqualTo(105);
            assertThat(counts).hasValue(2);
        }
    }

    @Test
    void whereItNeverRestsItIsCountedTwiceAndRatherTooMuchThanTooLittle() throws IOException {
        Quota[] quota = {null};
        quota[0] = quota(() -> {
            quota[0].grew(3);
            return 100;
        });
        assertThat(quota[0].used()).isEqualTo(103);
        assertThat(quota[0].used()).isEqualTo(103);
        assertThat(counts).hasValue(2);
    }

    @Test
    void aDoubtWhileItIsCountedOutlivesTheCount() throws IOException {
        Quota[] quota = {null};
        quota[0] = quota(() -> {
            if (counts.get() <= 2) {
                quota[0].doubt();
                return 100;
            }
            return 40;
        });
        assertThat(quota[0].used()).isEqualTo(100);
        assertThat(quota[0].used()).isEqualTo(40);
        assertThat(counts).hasValue(3);
    }

    @Test
    void nobodyIsRefusedByASumThatIsWrong() throws IOException {
        Quota quota = quota(() -> counts.get() == 1 ? 100 : 40);
        quota.limit(100);
        assertThat(kindOf(() -> quota.admit(1))).isEqualTo(Kind.FULL);
        quota.doubt();
        quota.admit(60);
        assertThat(kindOf(() -> quota.admit(61))).isEqualTo(Kind.FULL);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
