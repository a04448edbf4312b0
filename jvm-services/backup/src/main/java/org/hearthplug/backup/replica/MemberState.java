// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * What is remembered of one target between runs, as a text file that FORMAT.md describes: whether it is behind, which
 * deletions it missed, when each of its packs was proved. Losing it costs time, never data: targets are compared by what
 * they list. Safe for several threads.
 */
final class MemberState {
    private final Path file;
    private boolean behind;
    private long promisedDay;
    private final Set<FileRef> missedDeletes = new LinkedHashSet<>();
    private final Map<ObjectId, Long> provedDay = new HashMap<>();

    MemberState(Path folder, String target) {
        String key = ObjectId.hashOf(target.getBytes(StandardCharsets.UTF_8)).shortHex();
        file = folder.resolve("target-" + key + ".state");
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                Files.readAllLines(file, StandardCharsets.US_ASCII).forEach(this::read);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private BackupException failed(IOException e) {
        return new BackupException(BackupException.Kind.LOCAL_IO, "cannot keep what is known of a target: " + file, e);
    }

    private void read(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "behind" -> behind = true;
            case "promised" -> promisedDay = Long.parseLong(words[1]);
            case "deleted" -> missedDeletes.add(new FileRef(FileType.valueOf(words[1]), words[2]));
            case "proved" -> provedDay.put(ObjectId.parse(words[1]), Long.valueOf(words[2]));
            default -> {
                // A later version's line.
            }
        }
    }

    synchronized boolean behind() {
        return behind;
    }

    synchronized void behind(boolean now) {
        if (behind != now) {
            behind = now;
            save();
        }
    }

    /** The day to which the target promised to keep what it had when it was last asked to; 0 for never. */
    synchronized long promisedDay() {
        return promisedDay;
    }

    synchronized void promised(long day) {
        promisedDay = day;
        save();
    }

    synchronized void missedDelete(FileRef ref) {
        if (missedDeletes.add(ref)) {
            save();
        }
    }

    synchronized List<FileRef> missedDeletes() {
        return List.copyOf(missedDeletes);
    }

    synchronized void deleted(FileRef ref) {
        missedDeletes.remove(ref);
    }

    synchronized long provedDay(ObjectId pack) {
        return provedDay.getOrDefault(pack, Long.MIN_VALUE);
    }

    synchronized void proved(ObjectId pack, long day) {
        provedDay.put(pack, day);
    }

    synchronized void disproved(ObjectId pack) {
        provedDay.remove(pack);
    }

    /** Forgets packs that are no more. */
    synchronized void keepProofsOf(Set<ObjectId> packs) {
        provedDay.keySet().retainAll(packs);
    }

    synchronized long provedSince(long day) {
        return provedDay.values().stream().filter(d -> d >= day).count();
    }

    /** Writes it whole and renames. */
    synchronized void save() {
        StringBuilder text = new StringBuilder("hearth-target-state 1\n");
        if (behind) {
            text.append("behind\n");
        }
        if (promisedDay > 0) {
            text.append("promised ").append(promisedDay).append('\n');
        }
        missedDeletes.forEach(r -> text.append("deleted ")
                .append(r.type())
                .append(' ')
                .append(r.name())
                .append('\n'));
        provedDay.forEach((id, day) ->
                text.append("proved ").append(id).append(' ').append(day).append('\n'));
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, text, StandardCharsets.US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
