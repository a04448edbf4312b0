// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.CheckRequest;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.LocalTarget;

/**
 * One operation of the engine as a process of its own, through the calls that backupd makes: the developer's command line
 * with its library for options is not on the plug and is not measured. Arguments: operation (init, backup, check, restore),
 * repository, file with the passphrase, spool folder, and the folder to back up or to restore into. Prints one line.
 */
public final class Operation {
    private Operation() {}

    /** Runs. Ends with 0 when nothing went wrong, with 3 when single files could not be read or written. */
    public static void main(String[] args) throws IOException {
        BackupEngine engine = BackupEngine.load();
        if (args[0].startsWith("targets")) {
            severalTargets(engine, Integer.parseInt(args[0].substring("targets".length())), args);
            return;
        }
        LocalTarget target = new LocalTarget(Path.of(args[1]));
        RepositoryOptions options = RepositoryOptions.defaults().withSpool(Path.of(args[3]));
        try (Passphrase words = Passphrase.machineMade(
                Files.readString(Path.of(args[2])).strip().toCharArray())) {
            if (args[0].equals("init")) {
                engine.init(target, words);
                return;
            }
            try (Repository repository = engine.open(target, words, options)) {
                long problems = run(repository, args);
                if (problems > 0) {
                    say(problems, " problems");
                    System.exit(3);
                }
            }
        }
    }

    /** A first backup to new targets REPOSITORY.0, .1, … from one reading, until all of them have everything. */
    private static void severalTargets(BackupEngine engine, int count, String[] args) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(new LocalTarget(Path.of(args[1] + "." + i)));
        }
        Path state = Files.createDirectories(Path.of(args[1]));
        try (Passphrase words = Passphrase.machineMade(
                        Files.readString(Path.of(args[2])).strip().toCharArray());
                ReplicaSet set = engine.replicas(targets, ReplicaOptions.in(state))) {
            engine.init(set, words);
            try (Repository repository =
                    engine.open(set, words, RepositoryOptions.defaults().withSpool(Path.of(args[3])))) {
                repository.backup(BackupRequest.of(Path.of(args[4])), Progress.NONE);
            }
            set.synchronise(Progress.NONE);
            if (set.health().stream().anyMatch(h -> h.state() != TargetHealth.State.WELL)) {
                throw new IOException("not every target has everything: " + set.health());
            }
        }
    }

    private static long run(Repository repository, String[] args) {
        switch (args[0]) {
            case "backup" -> {
                var report = repository.backup(BackupRequest.of(Path.of(args[4])), Progress.NONE);
                say(report.files(), " files, ", report.unchanged(), " unchanged");
                return report.problemCount();
            }
            case "train" -> {
                // What the image build has backupd do while the JVM makes its AOT cache.
                String[] into = args.clone();
                into[4] = args[1] + ".restored";
                return run(repository, with(args, "backup"))
                        + run(repository, with(args, "backup"))
                        + run(repository, with(args, "check"))
                        + run(repository, with(into, "restore"));
            }
            case "check" -> {
                var report = repository.check(new CheckRequest(true), Progress.NONE);
                say(report.packs(), " packs, ", report.bytesRead(), " bytes");
                return report.problemCount();
            }
            case "restore" -> {
                // As restic restores without --verify.
                var latest = repository.snapshot("latest").id();
                var everything = new RestoreRequest(latest, List.of(), Path.of(args[4]), false, false, true);
                var report = repository.restore(everything, Progress.NONE);
                say(report.files(), " files, ", report.bytes(), " bytes");
                return report.problemCount();
            }
            default -> throw new IllegalArgumentException("no such operation: " + args[0]);
        }
    }

    /** Without the compiler's way of joining strings, whose classes no AOT cache of the plug's has for this one: it would be measured too. */
    private static void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(word);
        }
        System.out.println(line);
    }

    private static String[] with(String[] args, String operation) {
        String[] other = args.clone();
        other[0] = operation;
        return other;
    }
}
