// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.runtime.platform.UpdateMessages.LastUpdate;
import org.hearthplug.runtime.platform.UpdateMessages.UpdateState;

/** Puts together how updates are, from what the updater, the boot loader and the last installation left. Keeps nothing. */
final class UpdateStates {
    private static final Pattern SLOT = Pattern.compile("(?:^|\\s)rauc\\.slot=([AB])(?:\\s|$)");
    private static final Set<String> PHASES = Set.of("checking", "writing", "installed", "failed");

    private final UpdatePaths paths;
    private final Updater updater;
    private final String version;

    UpdateStates(UpdatePaths paths, Updater updater, String version) {
        this.paths = paths;
        this.updater = updater;
        this.version = version;
    }

    UpdateState now() {
        String slot = slot();
        BootRecords records = slot == null ? BootRecords.FRESH : records();
        // Asked before the status is read: what an updater that is not busy wrote is its last word.
        boolean busy = updater.busy();
        Map<String, String> status = Notes.values(paths.work().resolve("status"));
        String phase = PHASES.contains(status.getOrDefault("state", "")) ? status.get("state") : "idle";
        String problem = status.get("kind");
        String detail = status.get("detail");
        if (underWay(phase) && !busy) {
            phase = "failed";
            problem = "stopped";
            detail = "The update stopped before its end. The plug goes on with the version that runs; try again.";
        }
        return new UpdateState(
                slot != null,
                version,
                slot,
                slot != null && records.onTrial(slot),
                phase,
                status.get("source"),
                status.get("version"),
                percent(status.getOrDefault("percent", "")),
                phase.equals("failed") ? problem : null,
                detail,
                slot == null ? null : last(slot, records),
                Notes.found(paths.work().resolve("found")));
    }

    static boolean underWay(String phase) {
        return phase.equals("checking") || phase.equals("writing");
    }

    private String slot() {
        Matcher found = SLOT.matcher(Notes.text(paths.commandLine()));
        return found.find() && Files.exists(paths.card()) ? found.group(1) : null;
    }

    private BootRecords records() {
        try {
            return BootRecords.read(paths.card());
        } catch (IOException unreadable) {
            return BootRecords.FRESH;
        }
    }

    private LastUpdate last(String slot, BootRecords records) {
        Map<String, String> record = Notes.values(paths.record());
        String into = record.get("slot");
        if (into == null || record.get("version") == null || !into.matches("[AB]")) {
            return null;
        }
        String outcome;
        if (into.equals(slot)) {
            outcome = records.onTrial(slot) ? "trial" : "good";
        } else if (records.preferred().equals(into) && records.left(into) > 0) {
            outcome = "waiting";
        } else {
            outcome = "rolled-back";
        }
        return new LastUpdate(record.get("version"), record.getOrDefault("from", ""), outcome);
    }

    private static int percent(String text) {
        return text.matches("\\d{1,3}") ? Math.min(100, Integer.parseInt(text)) : 0;
    }
}
