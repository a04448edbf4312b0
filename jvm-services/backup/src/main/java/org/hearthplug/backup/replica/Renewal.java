// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.util.HashSet;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * A place that promises to keep files for a time (object lock) promises anew for what it lists, each quarter of that time: what is wanted is
 * never without a promise for three quarters of it. What was deleted is listed no more, and its promise runs out.
 */
final class Renewal {
    private static final int PARTS = 4;

    private Renewal() {}

    /** Renews if it is time to, or the place promises for another time now. One request a file. @param today days since 1970 */
    static void due(Member m, long today, Progress progress) {
        long days = m.target().promise().toDays();
        long left = m.state().promisedDay() - today;
        if (days == 0 || left > days - Math.max(1, days / PARTS) && left <= days) {
            return;
        }
        Set<FileRef> unwanted = new HashSet<>(m.state().missedDeletes());
        long done = 0;
        for (FileType type : FileType.values()) {
            Set<FileRef> files = new HashSet<>();
            if (type != FileType.LOCK) {
                m.target().list(type, (file, size) -> files.add(file));
            }
            files.removeAll(unwanted);
            for (FileRef file : files) {
                progress.step(Progress.Phase.CHECKING, ++done, 0);
                renew(m, file);
            }
        }
        m.state().promised(today + days);
    }

    private static void renew(Member m, FileRef file) {
        try {
            m.target().renew(file);
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.NOT_FOUND)) {
                throw e;
            }
        }
    }
}
