// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "prune", description = "Removes what no snapshot needs.")
final class PruneCommand extends Main.OnRepository {
    @Option(names = "--max-unused", defaultValue = "5", description = "Percent that may stay unused.")
    private int maxUnused;

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Override
    int run(Repository repository) {
        System.out.println(repository.prune(new PruneRequest(maxUnused, dryRun), Progress.NONE));
        return 0;
    }
}
