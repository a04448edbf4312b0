// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/** What a catch-up did. @param problems by target; a target that failed stays behind */
public record SyncReport(long copiedFiles, long copiedBytes, long deletedFiles, List<Problem> problems) {}
