// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.backup.target.LocalTarget;

/**
 * What a folder of many files goes through on the plug, in a JVM with the plug's flags: {@link BigFolderTest} starts it.
 * Arguments: repository, sources with a folder {@code big} and a file {@code small/file}, spool folder, folder to restore
 * into, numbers of files and of symbolic links in {@code big}. Where the repository is there already, stock restic made it with a snapshot of the sources.
 */
public final class BigFolderLife {
    private static final long SMALL = 100_000;

    private final Repository repository;
    private final Path sources;
    private final long files;
    private final long links;

    private BigFolderLife(Repository repository, Path sources, long files, long links) {
        this.repository = repository;
        this.sources = sources;
        this.files = files;
        this.links = links;
    }

    /** Ends with 0 when all went as it should. */
    public static void main(String[] args) throws IOException {
        BackupEngine engine = BackupEngine.load();
        LocalTarget target = new LocalTarget(Path.of(args[0]));
        boolean ours = Files.notExists(Path.of(args[0], "config"));
        try (Passphrase words = Passphrase.machineMade(Scratch.WORD.toCharArray())) {
            if (ours) {
                engine.init(target, words);
            }
            RepositoryOptions options = RepositoryOptions.defaults().withSpool(Path.of(args[2]));
            try (Repository repository = engine.open(target, words, options)) {
                BigFolderLife life = new BigFolderLife(
                        repository, Path.of(args[1]), Long.parseLong(args[4]), Long.parseLong(args[5]));
                if (ours) {
                    life.backup(0);
                    life.change();
                } else {
                    life.same();
                }
                life.check();
                life.restore(Path.of(args[3]));
            }
        }
        System.out.println("all went well");
    }

    private static void expect(String what, Object found, Object wanted) {
        System.out.println(what + ": " + found);
        if (!found.equals(wanted)) {
            throw new IllegalStateException(what + " should be " + wanted);
        }
    }

    private BackupReport backup(long unchanged) {
        BackupReport report = repository.backup(BackupRequest.of(sources), Progress.NONE);
        expect("problems of the backup", report.problems(), List.of());
        expect("files", report.files(), files + 1);
        expect("unchanged", report.unchanged(), unchanged);
        return report;
    }

    /** The small file's old listing is waste in the pack of the big one: prune writes the big one anew. */
    private void change() throws IOException {
        Snapshot first = repository.snapshot("latest");
        Files.writeString(sources.resolve("small/file"), "another");
        Snapshot second = backup(files).snapshot();
        expect(
                "changed content",
                repository.diff(first.id(), second.id(), 100).stream()
                        .filter(c -> c.kind() == Change.Kind.CONTENT)
                        .count(),
                1L);
        expect("listed", repository.list(second.id(), sources + "/big", entry -> {}), files + links);
        expect("found", repository.find("IMG_000007*", 1).size(), 1);
        repository.forget(first.id());
        PruneReport pruned = repository.prune(new PruneRequest(0, false), Progress.NONE);
        expect("packs written anew", pruned.repackedPacks() > 0, true);
        backup(files + 1);
    }

    /** Both programs spell the listing with the same bytes: it is there already. (Of the folders above only times may be new.) */
    private void same() {
        long bytes = backup(files + 1).newBytes();
        System.out.println("new bytes: " + bytes);
        expect("restic's listing is used", bytes < SMALL, true);
    }

    private void check() {
        CheckReport report = repository.check(new CheckRequest(true), Progress.NONE);
        expect("problems of the check", report.problems(), List.of());
    }

    private void restore(Path into) {
        ObjectId latest = repository.snapshot("latest").id();
        RestoreReport report = repository.restore(RestoreRequest.of(latest, into), Progress.NONE);
        expect("problems of the restore", report.problems(), List.of());
        expect("verified", report.verifiedFiles(), files + 1);
    }
}
