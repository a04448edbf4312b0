// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.hearthplug.runtime.Config;
import org.hearthplug.storage.StorageConfig;
import org.hearthplug.web.WebConfig;

/** The daemon's settings: {@code cloudd.properties} beside this class names and explains them all. */
final class CloudConfig {
    private static final int MIB = 1 << 20;

    private final Config config;

    private CloudConfig(Config config) {
        this.config = config;
    }

    /** Reads defaults, the image's settings and the owner's. */
    static CloudConfig read(Path directory, Path ownersFile) throws IOException {
        return new CloudConfig(Config.read(CloudConfig.class, "cloudd.properties", directory, ownersFile));
    }

    Path platformSocket() {
        return config.path("platform-socket");
    }

    Path servicesFolder() {
        return config.path("services-folder");
    }

    Path stateFolder() {
        return config.path("state-folder");
    }

    Path backupFolder() {
        return config.path("backup-folder");
    }

    long resticQuotaBytes() {
        return (long) config.number("restic.quota-gib", 0, 1 << 20) << 30;
    }

    Path filesFolder() {
        return config.path("files-folder");
    }

    StorageConfig storage(InstantSource clock) {
        return new StorageConfig(
                config.path("files-folder"),
                (long) config.number("files.reserve-mib", 0, 1 << 20) * MIB,
                (long) config.number("files.max-upload-mib", 1, Integer.MAX_VALUE) * MIB,
                Duration.ofDays(config.number("bin.keep-days", 1, 3650)),
                config.number("bin.max-items", 1, 100_000),
                clock);
    }

    /** −1 for none. */
    int sftpPort() {
        return config.number("sftp.port", -1, 65535);
    }

    WebConfig web() {
        String page = config.text("web.page-folder");
        return new WebConfig(
                config.text("web.address"),
                config.number("web.https-port", 0, 65535),
                config.number("web.http-port", -1, 65535),
                stateFolder(),
                config.path("notice-folder"),
                config.path("used-disks"),
                page.isEmpty() ? Optional.empty() : Optional.of(Path.of(page)),
                config.number("web.max-connections", 16, 4096),
                config.duration("web.idle-timeout", Duration.ofSeconds(5), Duration.ofMinutes(10)));
    }
}
