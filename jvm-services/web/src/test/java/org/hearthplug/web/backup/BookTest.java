// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets at rest, and what survives a restart. */
class BookTest {
    @TempDir
    Path folder;

    private Book open() throws IOException {
        return new Book(folder.resolve("backup"));
    }

    @Test
    void whatWasKeptIsThereAfterARestartAndNoSecretIsInPlain() throws IOException {
        Book book = open();
        book.words("lusab-babad");
        book.add(
                new LinkedHashMap<>(Map.of("id", "a1", "kind", "webdav", "url", "https://cloud/", "label", "C")),
                "hunter22");
        book.state().put("prunedAt", "2026-11-24T12:00:00Z");
        book.keepState();
        Book again = open();
        assertThat(again.words()).isEqualTo("lusab-babad");
        assertThat(again.setting().toString()).contains("hunter22", "https://cloud/");
        assertThat(again.state()).containsEntry("prunedAt", "2026-11-24T12:00:00Z");
        try (Stream<Path> files = Files.walk(folder.resolve("backup"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("hunter22", "lusab");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void secretsThatWereChangedAreNotTaken() throws IOException {
        open().words("lusab-babad");
        Path sealed = folder.resolve("backup/secrets.sealed");
        byte[] bytes = Files.readAllBytes(sealed);
        bytes[bytes.length - 1] ^= 1;
        Files.write(sealed, bytes);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("do not open");
    }

    @Test
    void aRemovedTargetTakesItsSecretAlong() throws IOException {
        Book book = open();
        book.add(
                new LinkedHashMap<>(Map.of("id", "a1", "kind", "rest", "url", "https://x/", "label", "X")), "hunter22");
        book.add(new LinkedHashMap<>(Map.of("id", "b2", "kind", "rest", "url", "https://y/", "label", "Y")), "");
        book.state().put("last", Map.of("backup", Map.of("goodAt", "2026-11-24T12:00:00Z")));
        assertThat(book.remove("a1")).isTrue();
        assertThat(book.remove("a1")).isFalse();
        assertThat(open().state()).containsKey("last");
        assertThat(book.remove("b2")).isTrue();
        assertThat(open().state()).as("of a backup that is no more").doesNotContainKey("last");
        assertThat(open().setting().toString()).doesNotContain("hunter22", "https://x/");
    }

    @Test
    void whatAPowerCutLeftOfARemovedTargetIsForgotten() throws IOException {
        Book book = open();
        book.add(new LinkedHashMap<>(Map.of("id", "a1", "kind", "rest", "url", "https://x/", "label", "X")), "kept");
        book.add(
                new LinkedHashMap<>(Map.of("id", "b2", "kind", "rest", "url", "https://y/", "label", "Y")), "hunter22");
        book.state().put("targets", Map.of("a1", Map.of("state", "WELL"), "b2", Map.of("state", "DAMAGED")));
        book.keepState();
        book.settings().put("targets", book.targets().subList(0, 1));
        book.keepSettings();
        Book again = open();
        assertThat(Shape.object(again.state(), "targets")).containsOnlyKeys("a1");
        assertThat(new SealedFile(folder.resolve("backup")).read()).containsOnlyKeys("target-a1");
        assertThat(again.setting().toString()).contains("kept");
    }

    /** A release from before knows a folder's path alone, and finds the disk by it. */
    @Test
    void aPlaceOnADiskIsAFolderToWhoKnowsNoDisks() throws IOException {
        Map<String, Object> place = PlaceForm.read(Map.of(
                "kind",
                "folder",
                "disk",
                "1a2b",
                "diskName",
                "Archive",
                "path",
                "/run/hearth/disks/1a2b/.hearth/backup"));
        assertThat(PlaceForm.where(place)).isEqualTo("Disk “Archive”");
        assertThat(PlaceForm.called(place)).isEqualTo("Archive");
        place.put("id", "a1");
        Book book = open();
        book.add(place, "");
        Map<String, Object> kept = Shape.objects(open().setting(), "targets").getFirst();
        assertThat(kept)
                .containsEntry("kind", "folder")
                .containsEntry("path", "/run/hearth/disks/1a2b/.hearth/backup")
                .containsEntry("disk", "1a2b");
        assertThat(Files.readString(folder.resolve("backup/settings.json"))).contains("\"hearth-backup/1\"");
    }

    @Test
    void stateThatIsDamagedIsForgotten() throws IOException {
        open();
        Files.writeString(folder.resolve("backup/state.json"), "{\"last\": ");
        assertThat(open().state()).isEmpty();
    }

    @Test
    void theSshLineIsOneThatOpenSshReads() throws IOException {
        assertThat(open().sshLine())
                .matches(
                        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB[A-Za-z0-9+/=]{87,90} hearth-backup");
    }
}
