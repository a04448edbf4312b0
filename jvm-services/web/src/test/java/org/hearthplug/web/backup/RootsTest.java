// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;

/** Which snapshots are known, and who waits for backupd. */
class RootsTest {
    private final Roots roots = new Roots();

    private Map<String, Object> learn(String id) {
        return roots.learn(
                Map.of("snapshots", List.of(Map.of("id", id, "paths", List.of("/data/files"), "tags", List.of()))),
                name -> name);
    }

    @Test
    void whoKnowsTheSnapshotDoesNotWaitForBackupd() throws IOException {
        learn("old");
        Roots.Known found = roots.find("new", () -> {
            assertThat(elsewhere("old").seen()).containsExactly("/data/files");
            return learn("new");
        });
        assertThat(found.seen()).containsExactly("/data/files");
    }

    private Roots.Known elsewhere(String id) {
        CompletableFuture<Roots.Known> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                found.complete(roots.find(id, Map::of));
            } catch (IOException e) {
                found.completeExceptionally(e);
            }
        });
        return found.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void whatBackupdDoesNotKnowEitherIsNotThere() {
        assertThatThrownBy(() -> roots.find("gone", () -> learn("other"))).isInstanceOf(Problem.class);
    }
}
