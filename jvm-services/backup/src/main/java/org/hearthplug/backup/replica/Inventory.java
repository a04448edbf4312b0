// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** What each target lists of one type, and what all of them together should have. */
final class Inventory {
    private final Map<Member, Map<FileRef, Long>> listed = new LinkedHashMap<>();
    private final Set<FileRef> wanted = new HashSet<>();

    /** Lists. A target that does not answer is noted as failed and left out. */
    static Inventory of(List<Member> members, FileType type) {
        Inventory inventory = new Inventory();
        Set<FileRef> removed = new HashSet<>();
        for (Member m : members) {
            removed.addAll(m.state().missedDeletes());
            if (m.down()) {
                continue;
            }
            Map<FileRef, Long> files = new HashMap<>();
            try {
                m.target().list(type, files::put);
                inventory.listed.put(m, files);
                inventory.wanted.addAll(files.keySet());
            } catch (BackupException e) {
                m.failed(e);
            }
        }
        inventory.wanted.removeAll(removed);
        return inventory;
    }

    /** The targets that answered. */
    Set<Member> members() {
        return listed.keySet();
    }

    /** What every target should have. */
    Set<FileRef> wanted() {
        return wanted;
    }

    /** A file's length at a target; null if it is not there. */
    Long size(Member m, FileRef file) {
        return listed.get(m).get(file);
    }

    /** The targets that list a file, in order. */
    List<Member> holders(FileRef file) {
        return listed.entrySet().stream()
                .filter(e -> e.getValue().containsKey(file))
                .map(Map.Entry::getKey)
                .toList();
    }
}
