// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir
    Path folder;

    @Test
    void allOfItGoesAndNothingThatItsLinksLeadTo() throws IOException {
        Path kept = Files.writeString(
                Files.createDirectories(folder.resolve("kept")).resolve("file"), "x");
        Path inner = Files.createDirectories(folder.resolve("tree/inner"));
        Files.writeString(inner.resolve("file"), "x");
        Files.createSymbolicLink(inner.resolve("to the folder"), kept.getParent());
        Files.createSymbolicLink(inner.resolve("to nothing"), Path.of("nothing"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("---------"));
        FolderTree.delete(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void whatIsNotThereIsNoTrouble() throws IOException {
        FolderTree.delete(folder.resolve("nothing"));
        assertThat(folder).isEmptyDirectory();
    }
}
