// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/** What rebuilding the index found. @param unreadable packs without a readable header, left out of the index */
public record RebuildReport(long packs, long blobs, List<Problem> unreadable) {}
