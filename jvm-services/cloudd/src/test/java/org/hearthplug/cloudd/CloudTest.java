// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import org.hearthplug.runtime.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudTest {
    @TempDir
    Path folder;

    @Test
    void theDefaultsAreThoseOfThePlug() throws IOException {
        CloudConfig config = CloudConfig.read(folder, folder.resolve("none"));
        assertThat(config.stateFolder()).hasToString("/data/hearth/cloud");
        assertThat(config.platformSocket()).hasToString("/run/hearth/platform.sock");
        assertThat(config.web().httpsPort()).isEqualTo(443);
        assertThat(config.web().httpPort()).isEqualTo(80);
        assertThat(config.web().noticeFolder()).hasToString("/run/hearth/notice");
        assertThat(config.web().pageFolder()).isEmpty();
        assertThat(config.storage(InstantSource.system()).root()).hasToString("/data/files");
        assertThat(config.storage(InstantSource.system()).reserveBytes()).isEqualTo(32L << 20);
    }

    @Test
    void theOwnersSettingsWinAndNonsenseIsNamed() throws IOException {
        Path owners = Files.writeString(folder.resolve("owner"), "web.idle-timeout = 5 min\n");
        assertThat(CloudConfig.read(folder, owners).web().idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        Files.writeString(owners, "web.max-connections = 1\n");
        assertThatThrownBy(() -> CloudConfig.read(folder, owners).web())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("web.max-connections");
    }

    @Test
    void startsWithoutAPlatformdAndStops() throws Exception {
        Path owners = Files.writeString(
                folder.resolve("owner"),
                "state-folder = %1$s/cloud\nfiles-folder = %1$s/files\nnotice-folder = %1$s/notice\nweb.address = 127.0.0.1\nplatform-socket = %1$s/none.sock\nweb.https-port = 0\nweb.http-port = -1\n"
                        .formatted(folder));
        Cloud cloud = new Cloud(CloudConfig.read(folder.resolve("no"), owners));
        cloud.start();
        try {
            assertThat(folder.resolve("notice/claim-code")).exists();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("cloud"))))
                    .isEqualTo("rwx------");
        } finally {
            cloud.stop();
        }
    }
}
