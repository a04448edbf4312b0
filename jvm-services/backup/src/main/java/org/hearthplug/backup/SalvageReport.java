// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/** What could be saved from packs that no copy replaces. @param lostBlobs the next backup stores them again if it finds them */
public record SalvageReport(long savedBlobs, long lostBlobs) {}
