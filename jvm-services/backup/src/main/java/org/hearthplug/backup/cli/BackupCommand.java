// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import java.nio.file.Path;
import java.util.List;
import org.hearthplug.backup.BackupReport;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = "Backs up folders.")
final class BackupCommand extends Main.OnRepository {
    @Parameters(arity = "1..*")
    private List<Path> sources;

    @Option(names = "--exclude")
    private List<String> excludes = List.of();

    @Option(names = "--tag")
    private List<String> tags = List.of();

    @Option(names = "--force", description = "Reads every file.")
    private boolean force;

    @Override
    int run(Repository repository) {
        BackupRequest request = BackupRequest.of(
                        sources.stream().map(Path::toAbsolutePath).toArray(Path[]::new))
                .withExcludes(excludes)
                .withTags(tags);
        BackupReport r = repository.backup(force ? request.readingAll() : request, Progress.NONE);
        print(r.problems());
        System.out.printf(
                "snapshot %s: %d files (%d unchanged), %d bytes; %d new blobs, %d bytes stored%n",
                r.snapshot().id().shortHex(), r.files(), r.unchanged(), r.bytes(), r.newBlobs(), r.storedBytes());
        return r.problemCount() == 0 ? 0 : Main.PARTIAL;
    }
}
