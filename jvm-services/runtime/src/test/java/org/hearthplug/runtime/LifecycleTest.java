// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<String> happened = new CopyOnWriteArrayList<>();

    /** Notes what is done to it; does more in subclasses. */
    private class Part implements Component {
        private final String name;
        private final Health health;

        Part(String name, Health health) {
            this.name = name;
            this.health = health;
        }

        Part(String name) {
            this(name, Health.GOOD);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() throws Exception {
            happened.add("+" + name);
        }

        @Override
        public void stop() throws Exception {
            happened.add("-" + name);
        }

        @Override
        public Health health() {
            return health;
        }
    }

    @Test
    void stopsInTheOppositeOrderAndOnce() throws Exception {
        Lifecycle lifecycle = new Lifecycle("test", LIMIT, List.of(new Part("a"), new Part("b")));
        lifecycle.start();
        lifecycle.stop();
        lifecycle.stop();
        assertThat(happened).containsExactly("+a", "+b", "-b", "-a");
    }

    @Test
    void aPartThatDoesNotStartEndsThoseBeforeIt() {
        Part broken = new Part("broken") {
            @Override
            public void start() {
                throw new IllegalStateException("no");
            }
        };
        Lifecycle lifecycle = new Lifecycle("test", LIMIT, List.of(new Part("a"), broken, new Part("never")));
        assertThatThrownBy(lifecycle::start).hasMessage("no");
        assertThat(happened).containsExactly("+a", "-a");
    }

    @Test
    void aPartThatDoesNotStopIsLeftBehind() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        Part stuck = new Part("stuck") {
            @Override
            public void stop() throws InterruptedException {
                forever.await();
            }
        };
        Lifecycle lifecycle =
                new Lifecycle("test", Duration.ofMillis(50), List.of(new Part("a"), stuck, new Part("c")));
        lifecycle.start();
        lifecycle.stop();
        // The bound is for all together: "a" is asked to stop as well, and may still be at it.
        assertThat(happened).startsWith("+a", "+stuck", "+c", "-c");
        forever.countDown();
    }

    @Test
    void aPartThatFailsToStopDoesNotKeepTheOthersUp() throws Exception {
        Part failing = new Part("failing") {
            @Override
            public void stop() {
                throw new IllegalStateException("no");
            }
        };
        Lifecycle lifecycle = new Lifecycle("test", LIMIT, List.of(new Part("a"), failing));
        lifecycle.start();
        lifecycle.stop();
        assertThat(happened).containsExactly("+a", "+failing", "-a");
    }

    @Test
    void healthIsThatOfTheWorst() throws Exception {
        Lifecycle lifecycle = new Lifecycle(
                "test",
                LIMIT,
                List.of(new Part("a"), new Part("b", Health.failed("broken")), new Part("c", Health.degraded("half"))));
        assertThat(lifecycle.health()).isEqualTo(Health.GOOD);
        lifecycle.start();
        assertThat(lifecycle.health()).isEqualTo(Health.failed("broken"));
    }
}
