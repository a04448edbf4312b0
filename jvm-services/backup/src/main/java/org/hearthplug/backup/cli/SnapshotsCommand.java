// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import org.hearthplug.backup.Repository;
import org.hearthplug.backup.Snapshot;
import picocli.CommandLine.Command;

@Command(name = "snapshots", description = "Lists snapshots.")
final class SnapshotsCommand extends Main.OnRepository {
    @Override
    int run(Repository repository) {
        for (Snapshot s : repository.snapshots()) {
            System.out.println(s.id() + " " + s.time() + " " + s.hostName() + " " + String.join(" ", s.paths()));
        }
        return 0;
    }
}
