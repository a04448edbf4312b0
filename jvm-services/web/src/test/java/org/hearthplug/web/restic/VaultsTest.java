// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.restic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultsTest {
    @TempDir
    Path folder;

    private final Vaults vaults = new Vaults();

    @Test
    void namesThatLeadNowhereTakeNoMemory() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(vaults.find(folder.resolve("laptop-" + i))).isEmpty();
        }
        assertThat(vaults.size()).isZero();
    }

    @Test
    void oneRepositoryIsOneVault() throws IOException {
        Path laptop = folder.resolve("laptop");
        new Vault(laptop).create();
        assertThat(vaults.find(laptop).orElseThrow())
                .isSameAs(vaults.find(laptop).orElseThrow());
        assertThat(vaults.size()).isOne();
    }

    @Test
    void whatIsUploadedNowIsNotTakenForALeftover() throws IOException {
        Path laptop = folder.resolve("laptop");
        new Vault(laptop).create();
        Path coming = vaults.find(laptop).orElseThrow().temporary();
        assertThat(vaults.find(laptop)).isPresent();
        assertThat(coming).exists();
    }

    @Test
    void whatCannotBeDeletedKeepsNobodyFromTheBackups() throws IOException {
        Path laptop = folder.resolve("laptop");
        new Vault(laptop).create();
        Files.createDirectories(laptop.resolve("tmp/full/of"));
        assertThat(vaults.find(laptop)).isPresent();
    }
}
