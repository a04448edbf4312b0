// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small repository that the tests bend, and looking at what comes back. */
abstract class BentRepository {
    @TempDir
    Path dir;

    Path source;
    MemoryTarget target;

    @BeforeEach
    void aRepository() throws Exception {
        source = Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, 3, 12, true);
        target = Scratch.emptyRepository("hostile");
        backup(target);
    }

    final Snapshot backup(Target into) {
        try (Repository r = Scratch.open(into, dir)) {
            return r.backup(BackupRequest.of(source), Progress.NONE).snapshot();
        }
    }

    static void kind(BackupException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.kind()).as("%s", e).isEqualTo(kind));
    }

    final List<String> paths(String type) {
        return target.files().keySet().stream()
                .filter(p -> p.startsWith(type + "/"))
                .toList();
    }

    final RestoreReport restore(Repository r, String into) {
        return r.restore(RestoreRequest.of(r.snapshot("latest").id(), dir.resolve(into)), Progress.NONE);
    }

    final Path restored(String into) {
        return dir.resolve(into).resolve(source.toString().substring(1));
    }
}
