// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Problem;

/** Collects problems: all are counted, the first thousand kept. */
final class Problems {
    private static final int KEPT = 1000;

    private final List<Problem> kept = new ArrayList<>();
    private long count;

    void add(String where, BackupException.Kind kind, String message) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(new Problem(where, kind, message));
        }
    }

    void add(String where, BackupException e) {
        add(where, e.kind(), e.getMessage());
    }

    List<Problem> kept() {
        return List.copyOf(kept);
    }

    long count() {
        return count;
    }
}
