// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Settings of the storage.
 *
 * @param root the folder that holds the accounts' folders; made when missing
 * @param reserveBytes what stays free on the disk, so that the plug itself can always write; at least 0
 * @param maxUploadBytes the largest file that is accepted; at least 0
 * @param binKeep how long deleted things can be brought back
 * @param binMaxItems how many deleted things an account's bin holds, the oldest goes for good when there is one more; at least 1. A disk of less than 4 MiB for
 *     each has room for fewer, but for 1,000
 * @param clock tells the time of deletions; not before 2026 even if the machine's clock is
 */
public record StorageConfig(
        Path root, long reserveBytes, long maxUploadBytes, Duration binKeep, int binMaxItems, InstantSource clock) {
    /** Checks the ranges. */
    public StorageConfig {
        Objects.requireNonNull(root);
        Objects.requireNonNull(clock);
        if (reserveBytes < 0 || maxUploadBytes < 0 || binMaxItems < 1 || binKeep.isNegative()) {
            throw new IllegalArgumentException("storage settings out of range");
        }
    }

    /** Returns the usual settings: 32 MiB reserve, files up to 1 TiB, a bin of 20,000 things for 30 days. */
    public static StorageConfig defaults(Path root, InstantSource clock) {
        return new StorageConfig(root, 32L << 20, 1L << 40, Duration.ofDays(30), 20_000, clock);
    }
}
