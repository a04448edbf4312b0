// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/**
 * What a restore did.
 *
 * @param files written
 * @param bytes written
 * @param verifiedFiles read back and found right; 0 if that was not asked for
 * @param problems the first thousand files that are not as they should be
 * @param problemCount how many are not
 */
public record RestoreReport(
        long files, long folders, long bytes, long verifiedFiles, List<Problem> problems, long problemCount) {}
