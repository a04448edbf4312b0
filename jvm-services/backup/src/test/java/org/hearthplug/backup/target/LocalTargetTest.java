// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTargetTest extends TargetContract {
    private static final Content CONTENT = Content.of("a pack".getBytes(StandardCharsets.UTF_8));
    private static final FileRef PACK = FileRef.of(FileType.PACK, CONTENT.sha256());

    @TempDir
    Path dir;

    @Override
    Target target() {
        Target target = new LocalTarget(dir.resolve("repo"));
        target.prepare();
        return target;
    }

    private static void unreachable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(BackupException.Kind.UNREACHABLE))
                .hasMessageContaining("plugged in");
    }

    /** The mount point is gone, or there and empty: what was made below it would be in memory, and lost. */
    @Test
    void onADiskThatIsAwayEverythingSaysSoAndNothingIsMade() throws Exception {
        Path mounts = Files.createDirectory(dir.resolve("disks"));
        Target target = new LocalTarget(mounts.resolve("1a2b/.hearth/backup"));
        assertAway(target);
        assertThat(mounts).isEmptyDirectory();
        Path point = Files.createDirectory(mounts.resolve("1a2b"));
        assertAway(target);
        assertThat(point).isEmptyDirectory();
        Files.createDirectory(point.resolve(".hearth"));
        target.prepare();
        target.write(PACK, CONTENT);
        assertThat(target.size(PACK)).isEqualTo(CONTENT.length());
    }

    private static void assertAway(Target target) {
        unreachable(target::prepare);
        unreachable(() -> target.write(PACK, CONTENT));
        unreachable(() -> target.delete(PACK));
        unreachable(() -> target.size(PACK));
        unreachable(() -> target.open(PACK, 0, -1));
        for (FileType type : FileType.values()) {
            unreachable(() -> target.list(type, (file, size) -> {}));
        }
    }

    /** Who writes does not make a repository; that is asked for. */
    @Test
    void aRepositoryThatWasRemovedIsMadeAnewOnlyByPreparing() throws Exception {
        Target target = new LocalTarget(dir.resolve("repo"));
        unreachable(() -> target.write(PACK, CONTENT));
        assertThat(dir).isEmptyDirectory();
        target.prepare();
        target.write(PACK, CONTENT);
        assertThat(target.size(PACK)).isEqualTo(CONTENT.length());
    }
}
