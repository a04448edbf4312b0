// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReplacedWholeAndNobodyElseMayReadIt() throws IOException {
        Path path = folder.resolve("state");
        StateFile file = new StateFile(path);
        assertThat(file.read()).isEmpty();
        Files.writeString(path, "old and readable by all");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        file.write("new".getBytes());
        assertThat(file.read().orElseThrow()).asString().isEqualTo("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("state");
        file.delete();
        file.delete();
        assertThat(file.read()).isEmpty();
    }

    @Test
    void whatAPowerCutLeftBesideIsNoObstacle() throws IOException {
        Files.writeString(folder.resolve(".state.new"), "half");
        new StateFile(folder.resolve("state")).write("whole".getBytes());
        assertThat(folder.toFile().list()).containsExactly("state");
    }

    @Test
    void aFileThatSomebodyBlewUpIsNotRead() throws IOException {
        Files.write(folder.resolve("state"), new byte[300_000]);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new StateFile(folder.resolve("state")).read());
    }

    @Test
    void whatCouldNotBeReadAgainIsNotWritten() throws IOException {
        StateFile file = new StateFile(folder.resolve("state"));
        file.write(new byte[StateFile.MAX_BYTES]);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.write(new byte[StateFile.MAX_BYTES + 1]));
        assertThat(file.read().orElseThrow()).hasSize(StateFile.MAX_BYTES);
    }

    @Test
    void theClockIsNeverBeforeTheFirstRelease() {
        assertThat(new PlugClock(() -> Instant.EPOCH).instant()).isEqualTo(PlugClock.FLOOR);
        Instant later = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(new PlugClock(() -> later).instant()).isEqualTo(later);
    }
}
