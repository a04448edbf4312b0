// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Problem;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.SyncReport;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * Brings targets in step by what they list: copies keys, configuration, packs, index files, snapshots, in this order, then
 * removes in the opposite one. A target that stops in between is a whole repository, of an earlier or a later day.
 */
final class Synchroniser {
    private static final List<FileType> COPY_ORDER =
            List.of(FileType.KEY, FileType.CONFIG, FileType.PACK, FileType.INDEX, FileType.SNAPSHOT);
    private static final List<FileType> DELETE_ORDER =
            List.of(FileType.LOCK, FileType.SNAPSHOT, FileType.INDEX, FileType.PACK, FileType.KEY);

    private final List<Member> members;
    private final Path folder;
    private final Progress progress;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<Member> incomplete = new HashSet<>();

    /** What an append-only target does not give up: no reason to call it behind. */
    private final Map<Member, Set<FileRef>> refused = new HashMap<>();

    private long files;
    private long bytes;
    private long deleted;

    Synchroniser(List<Member> members, Path folder, Progress progress) {
        this.members = members;
        this.folder = folder;
        this.progress = progress;
    }

    SyncReport run() {
        for (Member m : members) {
            attempt(m, m.target()::prepare);
        }
        COPY_ORDER.forEach(this::copy);
        for (FileType type : DELETE_ORDER) {
            members.forEach(m -> delete(m, type));
        }
        for (Member m : members) {
            if (!m.down()
                    && !incomplete.contains(m)
                    && refused.getOrDefault(m, Set.of()).containsAll(m.state().missedDeletes())) {
                m.state().behind(false);
            }
            m.state().save();
        }
        return new SyncReport(files, bytes, deleted, problems);
    }

    private void copy(FileType type) {
        Inventory inventory = Inventory.of(members, type);
        for (FileRef file : inventory.wanted()) {
            List<Member> lacking = inventory.members().stream()
                    .filter(m -> inventory.size(m, file) == null && !m.down())
                    .toList();
            if (!lacking.isEmpty()) {
                progress.step(Progress.Phase.COPYING, files, bytes);
                copy(file, inventory.holders(file), lacking);
            }
        }
    }

    private void copy(FileRef file, List<Member> holders, List<Member> lacking) {
        for (Member from : holders) {
            try (Fetch fetched = Fetch.from(from.target(), file, folder)) {
                lacking.forEach(m -> attempt(m, () -> m.target().write(file, fetched.content())));
                files += lacking.size();
                bytes += lacking.size() * fetched.content().length();
                return;
            } catch (BackupException e) {
                problems.add(new Problem(from.target().name(), e.kind(), e.getMessage()));
            }
        }
        incomplete.addAll(lacking);
        problems.add(new Problem(file.toString(), BackupException.Kind.NOT_FOUND, "no target has it whole"));
    }

    private void delete(Member m, FileType type) {
        for (FileRef file : m.state().missedDeletes()) {
            if (file.type() == type && !m.down() && !incomplete.contains(m)) {
                attempt(m, () -> delete(m, file));
            }
        }
    }

    private void delete(Member m, FileRef file) {
        try {
            m.target().delete(file);
            m.state().deleted(file);
            deleted++;
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.REFUSED)) {
                throw e;
            }
            refused.computeIfAbsent(m, any -> new HashSet<>()).add(file);
        }
    }

    private void attempt(Member m, Runnable work) {
        if (m.down()) {
            return;
        }
        try {
            work.run();
            m.succeeded();
        } catch (BackupException e) {
            m.failed(e);
            incomplete.add(m);
            problems.add(new Problem(m.target().name(), e.kind(), e.getMessage()));
        }
    }
}
