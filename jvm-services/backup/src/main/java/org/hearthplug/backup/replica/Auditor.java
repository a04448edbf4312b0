// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hearthplug.backup.AuditReport;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * Has targets prove what they hold. A file's name is its hash, so no key and no second copy is needed: the target sends
 * the bytes or it does not have them. Small files are all proved each time, packs those first that wait for longest.
 */
final class Auditor {
    private static final List<FileType> TYPES = List.of(FileType.KEY, FileType.INDEX, FileType.SNAPSHOT, FileType.PACK);

    private final long budget;
    private final long today;
    private final long since;
    private final Progress progress;

    Auditor(long budget, long today, long since, Progress progress) {
        this.budget = budget;
        this.today = today;
        this.since = since;
        this.progress = progress;
    }

    /** What every target should have, by what all of them list. */
    Map<FileType, Set<FileRef>> wanted(List<Member> members) {
        Map<FileType, Set<FileRef>> wanted = new LinkedHashMap<>();
        for (FileType type : TYPES) {
            wanted.put(type, Inventory.of(members, type).wanted());
        }
        return wanted;
    }

    AuditReport.Line audit(Member m, Map<FileType, Set<FileRef>> wanted) {
        List<String> damaged = new ArrayList<>();
        long[] done = new long[2];
        String error = "";
        Set<FileRef> packs = wanted.get(FileType.PACK);
        try {
            Renewal.due(m, today, progress);
        } catch (BackupException e) {
            m.readFailed(e);
            error = e.getMessage();
        }
        try {
            for (FileType type : TYPES) {
                List<FileRef> files = new ArrayList<>(wanted.get(type));
                if (type == FileType.PACK) {
                    // Shuffled first, so that a target cannot foretell which of the equally old come next.
                    Collections.shuffle(files);
                    files.sort(Comparator.comparingLong(f -> m.state().provedDay(f.id())));
                }
                prove(m, files, damaged, done);
            }
        } catch (BackupException e) {
            m.readFailed(e);
            error = e.getMessage();
        }
        m.state().keepProofsOf(packs.stream().map(FileRef::id).collect(Collectors.toCollection(HashSet::new)));
        m.state().save();
        m.damaged(damaged.size());
        return new AuditReport.Line(
                m.target().name(), done[0], done[1], packs.size(), m.state().provedSince(since), damaged, error);
    }

    private void prove(Member m, List<FileRef> files, List<String> damaged, long[] done) {
        for (FileRef file : files) {
            boolean pack = file.type() == FileType.PACK;
            if (pack && done[1] >= budget) {
                return;
            }
            progress.step(Progress.Phase.CHECKING, done[0], done[1]);
            try {
                done[1] += Fetch.proof(m.target(), file);
                if (pack) {
                    done[0]++;
                    m.state().proved(file.id(), today);
                }
            } catch (BackupException e) {
                if (!e.is(BackupException.Kind.DAMAGED) && !e.is(BackupException.Kind.NOT_FOUND)) {
                    throw e;
                }
                damaged.add(file.path());
                if (pack) {
                    m.state().disproved(file.id());
                }
            }
        }
    }
}
