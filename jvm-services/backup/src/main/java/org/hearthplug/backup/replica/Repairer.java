// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Problem;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.RepairReport;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** Replaces what a target lost or bent by what another one proves to have. */
final class Repairer {
    private static final List<FileType> TYPES =
            List.of(FileType.KEY, FileType.CONFIG, FileType.PACK, FileType.INDEX, FileType.SNAPSHOT);

    private final List<Member> members;
    private final Path folder;
    private final boolean readData;
    private final Progress progress;
    private final List<String> repaired = new ArrayList<>();
    private final List<ObjectId> unrepairable = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Member, Long> damage = new HashMap<>();
    private long looked;

    Repairer(List<Member> members, Path folder, boolean readData, Progress progress) {
        this.members = members;
        this.folder = folder;
        this.readData = readData;
        this.progress = progress;
    }

    RepairReport run() {
        for (FileType type : TYPES) {
            Inventory inventory = Inventory.of(members, type);
            if (type == FileType.CONFIG) {
                config(inventory);
            } else {
                inventory.wanted().forEach(file -> file(file, inventory));
            }
        }
        for (Member m : members) {
            m.damaged(damage.getOrDefault(m, 0L));
            if (m.down()) {
                problems.add(new Problem(m.target().name(), BackupException.Kind.UNREACHABLE, "was not looked at"));
            }
        }
        return new RepairReport(repaired, unrepairable, problems);
    }

    private void file(FileRef file, Inventory inventory) {
        progress.step(Progress.Phase.CHECKING, ++looked, 0);
        List<Member> bad = new ArrayList<>();
        List<Member> good = new ArrayList<>();
        long sizes = inventory.holders(file).stream()
                .map(m -> inventory.size(m, file))
                .distinct()
                .count();
        for (Member m : inventory.members()) {
            boolean wrong = inventory.size(m, file) == null || (readData || sizes > 1) && !proves(m, file);
            (wrong ? bad : good).add(m);
        }
        if (!bad.isEmpty()) {
            replace(file, good, bad);
        }
    }

    private boolean proves(Member m, FileRef file) {
        try {
            Fetch.proof(m.target(), file);
            return true;
        } catch (BackupException e) {
            if (e.is(BackupException.Kind.UNREACHABLE)) {
                problems.add(new Problem(m.target().name(), e.kind(), e.getMessage()));
            }
            return false;
        }
    }

    private void replace(FileRef file, List<Member> good, List<Member> bad) {
        for (Member from : good) {
            try (Fetch fetched = Fetch.from(from.target(), file, folder)) {
                bad.forEach(m -> put(m, file, fetched.content()));
                return;
            } catch (BackupException e) {
                damage.merge(from, 1L, Long::sum);
                problems.add(new Problem(from.target().name(), e.kind(), e.getMessage()));
            }
        }
        bad.forEach(m -> damage.merge(m, 1L, Long::sum));
        if (file.type().namedByHash()) {
            unrepairable.add(file.id());
        }
    }

    private void put(Member m, FileRef file, Content content) {
        try {
            m.target().delete(file);
            m.target().write(file, content);
            if (file.type().namedByHash()) {
                Fetch.proof(m.target(), file);
            }
            repaired.add(m.target().name() + ": " + file.path());
        } catch (BackupException e) {
            damage.merge(m, 1L, Long::sum);
            problems.add(new Problem(m.target().name(), e.kind(), e.getMessage()));
        }
    }

    /** The configuration's name is not its hash: what most targets have is right, and one alone cannot outvote another. */
    private void config(Inventory inventory) {
        Map<ObjectId, List<Member>> byHash = new HashMap<>();
        for (Member m : inventory.members()) {
            ObjectId hash = null;
            if (inventory.size(m, FileRef.CONFIG) != null) {
                try (Fetch fetched = Fetch.from(m.target(), FileRef.CONFIG, folder)) {
                    hash = fetched.content().sha256();
                } catch (BackupException e) {
                    problems.add(new Problem(m.target().name(), e.kind(), e.getMessage()));
                }
            }
            byHash.computeIfAbsent(hash, h -> new ArrayList<>()).add(m);
        }
        List<Member> without = byHash.getOrDefault(null, List.of());
        byHash.remove(null);
        List<List<Member>> votes = new ArrayList<>(byHash.values());
        votes.sort((a, b) -> b.size() - a.size());
        if (votes.isEmpty()
                || votes.size() > 1 && votes.get(0).size() == votes.get(1).size()) {
            if (!inventory.members().isEmpty()) {
                problems.add(new Problem("config", BackupException.Kind.DAMAGED, "targets disagree or have none"));
            }
            return;
        }
        List<Member> bad = new ArrayList<>(without);
        votes.subList(1, votes.size()).forEach(bad::addAll);
        if (!bad.isEmpty()) {
            replace(FileRef.CONFIG, votes.getFirst(), bad);
        }
    }
}
