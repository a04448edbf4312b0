// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/** Which snapshots stay, with the rules that keep each, and which went. */
public record ForgetReport(List<Kept> kept, List<Snapshot> removed) {
    /** A snapshot that stays. */
    public record Kept(Snapshot snapshot, List<String> reasons) {}
}
