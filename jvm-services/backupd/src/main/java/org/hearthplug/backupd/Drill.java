// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Entry;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.spi.Target;

/** A fire drill: restores a sample of files from one target alone, as if plug and other targets were gone, and compares their hashes. */
final class Drill {
    private static final int FILES = 20;
    private static final long BYTES = 64L << 20;
    private static final int WALKS = 200;
    private static final int DEPTH = 64;

    private final Opened at;
    private final Progress progress;
    private final SecureRandom random = new SecureRandom();

    Drill(Opened at, Progress progress) {
        this.at = at;
        this.progress = progress;
    }

    /** Runs it on the target with this id. @throws BackupException NOT_FOUND, or what the target gives */
    Map<String, Object> run(String id) {
        for (int i = 0; i < at.targets().size(); i++) {
            if (at.id(i).equals(id)) {
                return on(id, at.targets().get(i));
            }
        }
        throw new BackupException(BackupException.Kind.NOT_FOUND, "no such target");
    }

    private Map<String, Object> on(String id, Target target) {
        Path into = at.spool().resolve("drill");
        try (Passphrase words = at.words();
                Repository alone = at.engine().open(target, words, at.options())) {
            empty(into);
            Snapshot snapshot = alone.snapshot("latest");
            Set<String> sample = sample(alone, snapshot);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("target", id);
            json.put("snapshot", Shapes.snapshot(snapshot));
            RestoreReport report = sample.isEmpty()
                    ? new RestoreReport(0, 0, 0, 0, List.of(), 0)
                    : alone.restore(
                            new RestoreRequest(snapshot.id(), List.copyOf(sample), into, true, true, false), progress);
            json.putAll(Shapes.restored(report));
            json.put("wanted", sample.size());
            json.put("good", report.problemCount() == 0 && report.verifiedFiles() == sample.size());
            return json;
        } finally {
            empty(into);
        }
    }

    /** Walks down from the root at random, as often as it takes. */
    private Set<String> sample(Repository alone, Snapshot snapshot) {
        Set<String> chosen = new TreeSet<>();
        long bytes = 0;
        for (int i = 0; i < WALKS && chosen.size() < FILES && bytes < BYTES; i++) {
            Entry file = walk(alone, snapshot);
            boolean fits = file != null && (chosen.isEmpty() || bytes + file.bytes() <= BYTES);
            if (fits && chosen.add(file.path())) {
                bytes += file.bytes();
            }
        }
        return chosen;
    }

    private Entry walk(Repository alone, Snapshot snapshot) {
        String path = "/";
        for (int depth = 0; depth < DEPTH; depth++) {
            Entry next = any(alone, snapshot, path);
            if (next == null) {
                return null;
            }
            if (next.type().equals("file")) {
                return next;
            }
            if (!next.type().equals("dir")) {
                return null;
            }
            path = next.path();
        }
        return null;
    }

    /** One of a folder's entries, each as likely as the other, without all of them in memory. */
    private Entry any(Repository alone, Snapshot snapshot, String path) {
        SplittableRandom dice = new SplittableRandom(random.nextLong());
        Entry[] chosen = new Entry[1];
        long[] seen = {0};
        alone.list(snapshot.id(), path, entry -> {
            if (dice.nextLong(++seen[0]) == 0) {
                chosen[0] = entry;
            }
        });
        return chosen[0];
    }

    private static void empty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException failed) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot remove the drill's files", e);
        }
    }
}
