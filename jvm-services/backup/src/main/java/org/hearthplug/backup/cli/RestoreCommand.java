// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import java.nio.file.Path;
import java.util.List;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.RestoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Restores a snapshot.")
final class RestoreCommand extends Main.OnRepository {
    @Parameters(index = "0", description = "The beginning of an id, or latest.")
    private String snapshot;

    @Option(names = "--target", required = true)
    private Path into;

    @Option(names = "--include", description = "A path in the snapshot.")
    private List<String> paths = List.of();

    @Option(names = "--verify", description = "Reads everything back.")
    private boolean verify;

    @Option(names = "--overwrite", description = "Replaces files that are there.")
    private boolean overwrite;

    @Override
    int run(Repository repository) {
        RestoreRequest request =
                new RestoreRequest(repository.snapshot(snapshot).id(), paths, into, overwrite, verify, true);
        RestoreReport r = repository.restore(request, Progress.NONE);
        print(r.problems());
        System.out.printf("%d files, %d bytes, %d verified%n", r.files(), r.bytes(), r.verifiedFiles());
        return r.problemCount() == 0 ? 0 : Main.PARTIAL;
    }
}
