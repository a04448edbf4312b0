// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.LocalTarget;

/**
 * A repository's life without end, until somebody ends it: files change, are backed up, the oldest snapshot is forgotten, what nobody needs
 * is pruned. Says what was acknowledged, a line each: {@code ready}, {@code kept ID}, {@code forgets ID}.
 */
public final class Life {
    private static final int KEPT = 3;

    private Life() {}

    /** Runs on a local repository until it is killed. Arguments: repository, files, spool, seed. */
    public static void main(String[] args) throws IOException {
        Path files = Path.of(args[1]);
        try (Target target = new LocalTarget(Path.of(args[0]))) {
            live(target, files, Path.of(args[2]), Long.parseLong(args[3]), Integer.MAX_VALUE, line -> {
                System.out.println(line);
                System.out.flush();
            });
        }
    }

    static void live(Target target, Path files, Path spool, long seed, int rounds, Consumer<String> say)
            throws IOException {
        try (Repository r = Scratch.open(target, spool)) {
            say.accept("ready");
            List<ObjectId> alive = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Scratch.fill(Files.createDirectories(files.resolve("r" + round % KEPT)), seed + round, 25, false);
                alive.add(r.backup(BackupRequest.of(files), Progress.NONE)
                        .snapshot()
                        .id());
                say.accept("kept " + alive.getLast().hex());
                if (alive.size() > KEPT) {
                    say.accept("forgets " + alive.getFirst().hex());
                    r.forget(alive.removeFirst());
                    r.prune(new PruneRequest(0, false), Progress.NONE);
                }
            }
        }
    }
}
