// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import org.hearthplug.backup.Progress;
import org.hearthplug.backup.RebuildReport;
import org.hearthplug.backup.Repository;
import picocli.CommandLine.Command;

@Command(name = "rebuild-index", description = "Makes the index anew from the packs.")
final class RebuildIndexCommand extends Main.OnRepository {
    @Override
    int run(Repository repository) {
        RebuildReport r = repository.rebuildIndex(Progress.NONE);
        print(r.unreadable());
        System.out.println(r.packs() + " packs, " + r.blobs() + " blobs");
        return r.unreadable().isEmpty() ? 0 : Main.DAMAGED;
    }
}
