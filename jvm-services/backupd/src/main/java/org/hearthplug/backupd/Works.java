// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupReport;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.RepairReport;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.TargetHealth;

/** What can be asked for, each as a name and a result. For one thread at a time. */
final class Works implements AutoCloseable {
    private static final int SHOWN_SNAPSHOTS = 500;
    private static final int UNUSED_PERCENT = 10;

    /** Progress whose end can be foretold. */
    interface Reporter extends Progress {
        /** Says how many bytes it will be. */
        void expect(long bytes);
    }

    private Opened opened;

    /** Does what is asked. @throws BackupException as the engine does; LOCAL_IO, INVALID */
    Map<String, Object> run(Map<String, Object> asked, Reporter progress) {
        Map<String, Object> with = Json.object(asked, "with");
        Map<String, Object> setting = Json.object(asked, "setting");
        String what = Json.need(asked, "do");
        if (what.equals("probe")) {
            return Probe.run(with, setting);
        }
        Opened at = open(setting);
        return switch (what) {
            case "init" -> init(at, progress);
            case "backup" -> backup(at, with, progress);
            case "synchronise" -> synchronise(at, progress);
            case "audit" -> Shapes.audit(at, at.set().audit(Json.number(with, "budget", 64L << 20), progress));
            case "repair" -> repair(at, with, progress);
            case "drill" -> new Drill(at, progress).run(Json.need(with, "target"));
            case "snapshots" -> snapshots(at);
            case "list" -> list(at, with);
            case "restore" -> restore(at, with, progress);
            case "prove" -> prove(at, with);
            default -> throw new BackupException(BackupException.Kind.INVALID, "unknown work: " + what);
        };
    }

    private Opened open(Map<String, Object> setting) {
        if (opened != null && !opened.setting().equals(setting)) {
            close();
        }
        if (opened == null) {
            opened = new Opened(setting);
        }
        return opened;
    }

    /** Makes the repository, or brings new targets to what the others hold. */
    private static Map<String, Object> init(Opened at, Reporter progress) {
        try (Passphrase words = at.words()) {
            at.engine().init(at.set(), words);
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.EXISTS)) {
                throw e;
            }
            at.repository(); // Before anything is copied: these words open what is there.
            return synchronise(at, progress);
        }
        return Shapes.health(at);
    }

    private static Map<String, Object> synchronise(Opened at, Reporter progress) {
        Map<String, Object> result = Shapes.synchronised(at.set().synchronise(progress));
        result.putAll(Shapes.health(at));
        return result;
    }

    private static Map<String, Object> backup(Opened at, Map<String, Object> with, Reporter progress) {
        at.set().retry();
        Repository repository = at.repository();
        if (at.set().health().stream().anyMatch(h -> h.state() != TargetHealth.State.WELL)) {
            at.set().synchronise(progress);
        }
        BackupRequest request = request(with);
        List<BackupRequest> others =
                Json.objects(with, "more").stream().map(Works::request).toList();
        long bytes = Sizes.of(request.sources(), request.excludes());
        for (BackupRequest other : others) {
            bytes += Sizes.of(other.sources(), other.excludes());
        }
        progress.expect(bytes);
        BackupReport report = repository.backup(request, progress);
        List<String> without = new ArrayList<>();
        for (BackupRequest other : others) {
            try {
                repository.backup(other, progress);
            } catch (BackupException e) {
                if (!e.is(BackupException.Kind.LOCAL_IO) && !e.is(BackupException.Kind.NOT_FOUND)) {
                    throw e;
                }
                // A disk that was pulled keeps nobody from the rest; its snapshot before this one stays.
                without.add(other.sources().getFirst().toString());
            }
        }
        repository.forgetBesides(report.snapshot().id(), RetentionPolicy.household());
        if (Json.flag(with, "prune")) {
            repository.prune(new PruneRequest(UNUSED_PERCENT, false), progress);
        }
        Map<String, Object> result = Shapes.report(report);
        result.put("without", without);
        result.putAll(Shapes.health(at));
        return result;
    }

    private static BackupRequest request(Map<String, Object> with) {
        List<Path> sources = Json.texts(with, "sources").stream().map(Path::of).toList();
        BackupRequest request = BackupRequest.of(sources.toArray(Path[]::new))
                .withTags(Json.texts(with, "tags"))
                .withExcludes(Json.texts(with, "excludes"));
        return Json.flag(with, "ignoreInodes") ? request.ignoringInodes() : request;
    }

    /** What no target has whole is given up, and stored again from what the plug itself still has. */
    private static Map<String, Object> repair(Opened at, Map<String, Object> with, Reporter progress) {
        RepairReport report = at.set().repair(Json.flag(with, "readData"), progress);
        if (report.unrepairable().isEmpty()) {
            return Shapes.repair(at, report);
        }
        Repository repository = at.repository();
        repository.salvage(report.unrepairable(), progress);
        if (!Json.texts(with, "sources").isEmpty()) {
            repository.backup(request(with), progress);
        }
        RepairReport again = at.set().repair(false, progress);
        return Shapes.repair(at, new RepairReport(report.repaired(), report.unrepairable(), again.problems()));
    }

    private static Map<String, Object> snapshots(Opened at) {
        List<?> all = at.repository().snapshots().reversed().stream()
                .limit(SHOWN_SNAPSHOTS)
                .map(Shapes::snapshot)
                .toList();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("snapshots", all);
        result.putAll(Shapes.health(at));
        return result;
    }

    private static Map<String, Object> list(Opened at, Map<String, Object> with) {
        ObjectId snapshot = ObjectId.parse(Json.need(with, "snapshot"));
        int limit = (int) Json.number(with, "limit", 1000);
        List<Object> shown = new ArrayList<>();
        long total = at.repository().list(snapshot, Json.need(with, "path"), entry -> {
            if (shown.size() < limit) {
                shown.add(Shapes.entry(entry));
            }
        });
        return Map.of("entries", shown, "total", total);
    }

    private static Map<String, Object> restore(Opened at, Map<String, Object> with, Progress progress) {
        RestoreRequest request = new RestoreRequest(
                ObjectId.parse(Json.need(with, "snapshot")),
                Json.texts(with, "paths"),
                Path.of(Json.need(with, "into")),
                false,
                true,
                false);
        try {
            return Shapes.restored(at.repository().restore(request, progress));
        } catch (RuntimeException e) {
            // Whoever had it stopped does not know when the last byte is written.
            removeLeftovers(request.into(), e);
            throw e;
        }
    }

    private static void removeLeftovers(Path into, RuntimeException why) {
        try {
            Leftovers.remove(into);
        } catch (BackupException e) {
            why.addSuppressed(e);
        }
    }

    /** Opens one target alone with words that a person typed, and reads a sample: the configuration, and the newest snapshot. */
    private static Map<String, Object> prove(Opened at, Map<String, Object> with) {
        try (Passphrase words = Passphrase.machineMade(Json.need(with, "words").toCharArray());
                Repository alone = at.engine().open(at.targets().getFirst(), words, at.options())) {
            alone.snapshots();
            return Map.of("repository", alone.id());
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
