// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.Disk;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.people.DiskFolders;

/**
 * What is backed up: everybody's files, and a note of whose they are, without bins, uploads and others' repositories; and each disk that
 * is there.
 *
 * @param files people's files, one folder an account
 * @param state where the note is written
 */
record Kept(Path files, Path state, Access access, DiskFolders disks) implements Desk.Sources {
    @Override
    public Map<String, Object> now() throws IOException {
        HouseholdNote note = HouseholdNote.of(access);
        note.write(state, access.owner().name());
        Map<String, Object> with = new LinkedHashMap<>();
        with.put(
                "sources",
                List.of(files.toString(), state.resolve(HouseholdNote.FILE).toString()));
        with.put("excludes", List.of(files.resolve(".hearth").toString()));
        with.put("tags", Roots.tags(note));
        with.put("more", otherDisks());
        return with;
    }

    /** Disks that are there now, each a snapshot of its own: what is known of one that is away stays as long as of any other. */
    private List<Map<String, Object>> otherDisks() {
        List<Map<String, Object>> more = new ArrayList<>();
        disks.there().forEach((account, disk) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("sources", List.of(disk.root().toString()));
            one.put(
                    "excludes",
                    Disk.NOT_PEOPLES.stream()
                            .map(name -> disk.root().resolve(name).toString())
                            .toList());
            one.put("tags", List.of("hearth", Roots.DISK + account));
            one.put("ignoreInodes", !disk.disk().lastingInodes());
            more.add(one);
        });
        return more;
    }
}
