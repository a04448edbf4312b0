// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import org.hearthplug.backup.CheckReport;
import org.hearthplug.backup.CheckRequest;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "check", description = "Checks the repository.")
final class CheckCommand extends Main.OnRepository {
    @Option(names = "--read-data", description = "Reads every byte.")
    private boolean readData;

    @Override
    int run(Repository repository) {
        CheckReport r = repository.check(new CheckRequest(readData), Progress.NONE);
        print(r.problems());
        print(r.lostFiles().stream().map(f -> "lost: " + f).toList());
        print(r.hints());
        System.out.printf(
                "%d packs, %d blobs, %d snapshots, %d bytes read: %s%n",
                r.packs(),
                r.blobs(),
                r.snapshots(),
                r.bytesRead(),
                r.clean() ? "no errors" : r.problemCount() + " errors");
        return r.clean() ? 0 : Main.DAMAGED;
    }
}
