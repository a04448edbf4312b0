// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import java.util.List;
import org.hearthplug.backup.ForgetReport;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RetentionPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "forget", description = "Removes snapshots by retention rules.")
final class ForgetCommand extends Main.OnRepository {
    @Option(names = "--keep-last")
    private int last;

    @Option(names = "--keep-hourly")
    private int hourly;

    @Option(names = "--keep-daily")
    private int daily;

    @Option(names = "--keep-weekly")
    private int weekly;

    @Option(names = "--keep-monthly")
    private int monthly;

    @Option(names = "--keep-yearly")
    private int yearly;

    @Option(names = "--keep-tag")
    private List<String> tags = List.of();

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Override
    int run(Repository repository) {
        RetentionPolicy policy = new RetentionPolicy(last, hourly, daily, weekly, monthly, yearly, null, tags);
        ForgetReport r = repository.forget(policy, dryRun);
        r.kept().forEach(k -> System.out.println("kept    " + k.snapshot().id() + " " + k.reasons()));
        r.removed().forEach(s -> System.out.println("removed " + s.id()));
        return 0;
    }
}
