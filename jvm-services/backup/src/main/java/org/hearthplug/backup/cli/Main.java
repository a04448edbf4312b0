// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.LocalTarget;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The engine from a shell, for tests and benches. Exit codes: 0 done · 1 failed · 2 wrong usage · 3 done, but some files
 * could not be read or restored · 10 no repository · 11 locked · 12 wrong passphrase · 13 damage found.
 */
@Command(
        name = "hearth-backup",
        description = "Encrypted backup in restic's format.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BackupCommand.class,
            RestoreCommand.class,
            CheckCommand.class,
            SnapshotsCommand.class,
            ForgetCommand.class,
            PruneCommand.class,
            RebuildIndexCommand.class,
            StatsCommand.class
        })
public final class Main {
    /** Some files could not be read or restored. */
    static final int PARTIAL = 3;

    /** Damage was found. */
    static final int DAMAGED = 13;

    @Option(
            names = {"-r", "--repo"},
            required = true,
            description = "The repository's folder.")
    Path repo;

    @Option(names = "--password-file", required = true, description = "A file whose first line is the passphrase.")
    Path passwordFile;

    @Option(names = "--spool", description = "Folder for packs on their way.")
    Path spool;

    @Option(names = "--compression-level", defaultValue = "3", description = "zstd's, 1 to 19.")
    int level;

    @Option(
            names = "--machine-made",
            description =
                    "The passphrase holds 128 random bits, as Hearth's recovery words do: new keys are cheap to open.")
    boolean machineMade;

    private Main() {}

    /** Runs and exits. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs. @return the exit code */
    public static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof BackupException b) {
                command.getErr().println(b.kind() + ": " + b.getMessage());
                return exitCode(b);
            }
            throw e;
        });
        return line.execute(arguments);
    }

    private static int exitCode(BackupException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> 10;
            case LOCKED -> 11;
            case WRONG_PASSPHRASE -> 12;
            case DAMAGED -> DAMAGED;
            default -> 1;
        };
    }

    @Command(name = "init", description = "Makes a repository.")
    int init() {
        try (Passphrase passphrase = passphrase()) {
            BackupEngine.load().init(target(), passphrase);
        }
        return 0;
    }

    private Target target() {
        return new LocalTarget(repo);
    }

    private Passphrase passphrase() {
        try (var lines = Files.lines(passwordFile, StandardCharsets.UTF_8)) {
            char[] line = lines.findFirst().orElse("").toCharArray();
            return machineMade ? Passphrase.machineMade(line) : Passphrase.of(line);
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot read the password file", e);
        }
    }

    Repository open() {
        RepositoryOptions options = RepositoryOptions.defaults().withCompressionLevel(level);
        if (spool != null) {
            options = options.withSpool(spool);
        }
        try (Passphrase passphrase = passphrase()) {
            return BackupEngine.load().open(target(), passphrase, options);
        }
    }

    /** A subcommand that needs an open repository. */
    abstract static class OnRepository implements Callable<Integer> {
        @CommandLine.ParentCommand
        Main main;

        abstract int run(Repository repository);

        @Override
        public final Integer call() {
            try (Repository repository = main.open()) {
                return run(repository);
            }
        }

        static void print(List<?> lines) {
            lines.forEach(System.out::println);
        }
    }
}
