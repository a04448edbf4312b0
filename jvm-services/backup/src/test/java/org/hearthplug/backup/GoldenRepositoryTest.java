// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hearthplug.backup.target.LocalTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that restic 0.14 and 0.19 wrote once and for all: every later version of this code must read them. */
class GoldenRepositoryTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"0.14", "0.19"})
    void isReadToTheLastBit(String version) throws Exception {
        Path repo = dir.resolve("repo");
        Scratch.unzip("golden-restic-" + version + ".zip", repo);
        try (Repository golden = Scratch.open(new LocalTarget(repo), dir)) {
            CheckReport check = golden.check(new CheckRequest(true), Progress.NONE);
            assertThat(check.problems()).isEmpty();
            assertThat(check.unusedBlobs()).isZero();
            Snapshot s = golden.snapshot("latest");
            assertThat(s.hostName()).isEqualTo("golden");
            assertThat(s.time().toInstant()).isEqualTo("2024-05-06T07:08:09Z");
            assertThat(golden.list(s.id(), "/folder/deep"))
                    .singleElement()
                    .satisfies(e -> assertThat(e.path()).isEqualTo("/folder/deep/größe 🙂.txt"))
                    .satisfies(e -> assertThat(e.modified()).isEqualTo("2020-02-29T12:34:56.789Z"));
            assertThat(golden.find("*.txt", 10)).hasSize(2);
            Path out = dir.resolve("out");
            RestoreReport r = golden.restore(
                    new RestoreRequest(s.id(), java.util.List.of(), out, false, true, false), Progress.NONE);
            assertThat(r.problems()).isEmpty();
            assertThat(out.resolve("hello.txt")).hasContent("hello hearth\n");
            assertThat(out.resolve("folder/text")).hasContent("the quick brown fox ".repeat(2000));
            assertThat(Files.getAttribute(out.resolve("hard"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(out.resolve("hello.txt"), "unix:ino"));
            assertThat(Files.getLastModifiedTime(out.resolve("empty")).toInstant())
                    .isEqualTo("1965-01-01T00:00:00.123456789Z");
            assertThat(Files.getAttribute(out.resolve("folder/text"), "unix:mode"))
                    .isEqualTo(0104755);
            assertThat((byte[]) Files.getAttribute(out.resolve("hello.txt"), "user:note"))
                    .isEqualTo("a note".getBytes());
        }
    }

    @Test
    void aWrongPassphraseIsNamedSo() throws Exception {
        Path repo = dir.resolve("repo");
        Scratch.unzip("golden-restic-0.14.zip", repo);
        try (Passphrase wrong = Passphrase.of("falsch".toCharArray())) {
            assertThatThrownBy(() -> Scratch.ENGINE.open(new LocalTarget(repo), wrong, RepositoryOptions.defaults()))
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.WRONG_PASSPHRASE));
        }
    }
}
