// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.AuditReport;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupReport;
import org.hearthplug.backup.Entry;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Problem;
import org.hearthplug.backup.RepairReport;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.SyncReport;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** What the engine reports, as JSON. */
final class Shapes {
    private static final int SHOWN = 50;
    private static final Duration CLOCK = Duration.ofHours(1);

    private Shapes() {}

    /** How each target is, and the time of the newest snapshot that it lists. */
    static Map<String, Object> health(Opened at) {
        Map<ObjectId, Instant> times = new HashMap<>();
        try {
            at.repository().snapshots().forEach(s -> times.put(s.id(), s.time().toInstant()));
        } catch (BackupException unread) {
            // No target answers; each says so below.
        }
        List<Object> lines = new ArrayList<>();
        List<TargetHealth> all = at.set().health();
        for (int i = 0; i < all.size(); i++) {
            TargetHealth h = all.get(i);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", at.id(i));
            line.put("state", h.state().name());
            line.put("error", h.lastError());
            line.put("damaged", h.damagedFiles());
            line.put("packsProved", h.packsProved());
            if (h.state() != TargetHealth.State.DOWN) {
                look(at, i, times, line);
            }
            lines.add(line);
        }
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("targets", lines);
        return health;
    }

    private static void look(Opened at, int position, Map<ObjectId, Instant> times, Map<String, Object> line) {
        Instant[] newest = {null};
        // A snapshot from the future was made while the clock ran ahead; it says nothing about today.
        Instant latest = Instant.now().plus(CLOCK);
        try {
            at.targets().get(position).list(FileType.SNAPSHOT, (FileRef file, long size) -> {
                Instant time = times.get(file.id());
                newest[0] = time != null && time.isBefore(latest) && (newest[0] == null || time.isAfter(newest[0]))
                        ? time
                        : newest[0];
            });
        } catch (BackupException e) {
            line.put("state", e.is(BackupException.Kind.NOT_FOUND) ? "DAMAGED" : "DOWN");
            line.put("error", e.getMessage());
        }
        if (newest[0] != null) {
            line.put("newest", newest[0].toString());
        }
    }

    static Map<String, Object> report(BackupReport r) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("snapshot", snapshot(r.snapshot()));
        json.put("files", r.files());
        json.put("unchanged", r.unchanged());
        json.put("folders", r.folders());
        json.put("bytes", r.bytes());
        json.put("newBytes", r.newBytes());
        json.put("storedBytes", r.storedBytes());
        json.put("problemCount", r.problemCount());
        json.put("problems", problems(r.problems()));
        return json;
    }

    private static List<String> problems(List<Problem> problems) {
        return problems.stream().limit(SHOWN).map(Problem::toString).toList();
    }

    static Map<String, Object> synchronised(SyncReport r) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("copiedFiles", r.copiedFiles());
        json.put("copiedBytes", r.copiedBytes());
        json.put("problems", problems(r.problems()));
        return json;
    }

    static Map<String, Object> audit(Opened at, AuditReport r) {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < r.lines().size(); i++) {
            AuditReport.Line l = r.lines().get(i);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", at.id(i));
            line.put("proved", l.proved());
            line.put("provedBytes", l.provedBytes());
            line.put("packs", l.packs());
            line.put("provedInPeriod", l.provedInPeriod());
            line.put("damagedCount", l.damaged().size());
            line.put("damaged", l.damaged().stream().limit(SHOWN).toList());
            line.put("error", l.error());
            lines.add(line);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("audit", lines);
        json.putAll(health(at));
        return json;
    }

    static Map<String, Object> repair(Opened at, RepairReport r) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("repairedCount", r.repaired().size());
        json.put("repaired", r.repaired().stream().limit(SHOWN).toList());
        json.put("lostCount", r.unrepairable().size());
        json.put(
                "lost",
                r.unrepairable().stream().limit(SHOWN).map(ObjectId::hex).toList());
        json.put("problems", problems(r.problems()));
        json.putAll(health(at));
        return json;
    }

    static Map<String, Object> restored(RestoreReport r) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", r.files());
        json.put("folders", r.folders());
        json.put("bytes", r.bytes());
        json.put("verified", r.verifiedFiles());
        json.put("problemCount", r.problemCount());
        json.put("problems", problems(r.problems()));
        return json;
    }

    static Map<String, Object> snapshot(Snapshot s) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", s.id().hex());
        json.put("time", s.time().toInstant().toString());
        json.put("host", s.hostName());
        json.put("paths", s.paths());
        json.put("tags", s.tags());
        return json;
    }

    static Map<String, Object> entry(Entry e) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", e.path().substring(e.path().lastIndexOf('/') + 1));
        json.put("type", e.type().equals("dir") ? "folder" : e.type().equals("file") ? "file" : "other");
        json.put("bytes", e.bytes());
        json.put("modified", e.modified().toString());
        return json;
    }
}
