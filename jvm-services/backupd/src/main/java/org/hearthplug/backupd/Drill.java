// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.spi.Target;

/** A fire drill: restores a sample of files from one target alone, as if plug and other targets were gone, and compares their hashes. */
final class Drill {
    private final Opened at;
    private final Progress progress;

    Drill(Opened at, Progress progress) {
        this.at = at;
        this.progress = progress;
    }

    /** Runs it on the target with this id. @throws BackupException NOT_FOUND, or what the target gives */
    Map<String, Object> run(String id) {
        for (int i = 0; i < at.targets().size(); i++) {
            if (at.id(i).equals(id)) {
                return on(id, at.targets().get(i));
            }
        }
        throw new BackupException(BackupException.Kind.NOT_FOUND, "no such target");
    }

    private Map<String, Object> on(String id, Target target) {
        Path into = at.spool().resolve("drill");
        try (Passphrase words = at.words();
                Repository alone = at.engine().open(target, words, at.options())) {
            Leftovers.remove(into);
            Snapshot snapshot = alone.snapshot("latest");
            Set<String> sample =
                    new Sample((path, each) -> alone.list(snapshot.id(), path, each), new SecureRandom()).files();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("target", id);
            json.put("snapshot", Shapes.snapshot(snapshot));
            RestoreReport report = sample.isEmpty()
                    ? new RestoreReport(0, 0, 0, 0, List.of(), 0)
                    : alone.restore(
                            new RestoreRequest(snapshot.id(), List.copyOf(sample), into, true, true, false), progress);
            json.putAll(Shapes.restored(report));
            json.put("wanted", sample.size());
            json.put("good", report.problemCount() == 0 && report.verifiedFiles() == sample.size());
            return json;
        } finally {
            Leftovers.remove(into);
        }
    }
}
