// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.Test;

class FailuresTest {
    /** It is not the disk that fails, and the index goes on. */
    @Test
    void whatThePlugMayNotOpenIsRefusedHoweverTheKernelSaysIt() {
        FilePath path = new FilePath(List.of("lost+found"));
        for (IOException e : List.of(
                new LinuxFolders.Errno("openat2", 13),
                new LinuxFolders.Errno("openat2", 1),
                new AccessDeniedException("lost+found"))) {
            StorageException named = Failures.of(path, e);
            assertThat(named.kind()).isEqualTo(Kind.REFUSED);
            assertThat(named).hasMessageContaining("lost+found").hasMessageContaining("Check who owns it");
        }
    }
}
