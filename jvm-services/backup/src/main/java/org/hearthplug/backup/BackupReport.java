// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/**
 * What a backup did.
 *
 * @param files seen, of which {@code unchanged} were not read
 * @param folders seen
 * @param bytes of all files seen
 * @param newBlobs that the repository did not have
 * @param newBytes of those, plain
 * @param storedBytes of those, compressed and sealed
 * @param problems the first thousand files left out, and why
 * @param problemCount how many were left out
 */
public record BackupReport(
        Snapshot snapshot,
        long files,
        long unchanged,
        long folders,
        long bytes,
        long newBlobs,
        long newBytes,
        long storedBytes,
        List<Problem> problems,
        long problemCount) {}
