// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import org.hearthplug.backup.Repository;
import picocli.CommandLine.Command;

@Command(name = "stats", description = "How large the repository is.")
final class StatsCommand extends Main.OnRepository {
    @Override
    int run(Repository repository) {
        System.out.println(repository.stats());
        return 0;
    }
}
