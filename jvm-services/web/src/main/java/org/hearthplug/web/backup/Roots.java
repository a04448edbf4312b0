// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.hearthplug.web.http.Problem;

/**
 * Which folders of a snapshot the owner sees: his own, and those that he has in common with others. A snapshot of the whole household says
 * by tags which they are ({@code owner:}, {@code shared:}), so that nothing has to be read for it; other people's are not shown. One of a
 * disk says which ({@code disk:}). Safe for many threads.
 */
final class Roots {
    private static final String OWNER = "owner:";
    private static final String SHARED = "shared:";

    /** Begins the tag of a snapshot of a whole disk; the name of its space follows. */
    static final String DISK = "disk:";

    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * A snapshot.
     *
     * @param files the folder that holds everybody's; empty when this is not a household's snapshot
     * @param note where it is written whose each folder is
     * @param seen the folders that the owner sees
     * @param disk whose files these are, when it is a disk's snapshot; empty otherwise
     */
    record Known(String files, String note, List<String> seen, String disk) {}

    /** Asks backupd for the snapshots, and has them learnt. */
    @FunctionalInterface
    interface Ask {
        Map<String, Object> snapshots() throws IOException;
    }

    static List<String> tags(HouseholdNote note) {
        List<String> tags = new ArrayList<>(List.of("hearth", OWNER + note.owner()));
        note.folders().stream()
                .filter(folder -> folder.people().containsKey(note.owner()))
                .forEach(folder -> tags.add(SHARED + folder.id()));
        return tags;
    }

    /**
     * Learns the snapshots, and returns them as the page has them.
     *
     * @param nameOf what a common folder or a disk is called today; its id when there is none any more
     */
    synchronized Map<String, Object> learn(Map<String, Object> answer, UnaryOperator<String> nameOf) {
        known.clear();
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Map<String, Object> snapshot : Shape.objects(answer, "snapshots")) {
            Known here = known(snapshot);
            known.put(Shape.text(snapshot, "id"), here);
            snapshot.remove("tags");
            List<Object> roots = new ArrayList<>();
            for (String root : here.seen()) {
                String name = !here.disk().isEmpty()
                        ? nameOf.apply(here.disk())
                        : root.equals(here.seen().getFirst()) ? "" : nameOf.apply(last(root));
                roots.add(Map.of("root", root, "name", name));
            }
            snapshot.put("roots", roots);
            snapshot.put("everybody", !here.files().isEmpty());
            shown.add(snapshot);
        }
        Map<String, Object> result = new LinkedHashMap<>(answer);
        result.put("snapshots", shown);
        return result;
    }

    private static Known known(Map<String, Object> snapshot) {
        List<String> paths = Shape.texts(snapshot, "paths");
        List<String> tags = Shape.texts(snapshot, "tags");
        String first = paths.isEmpty() ? "/" : paths.getFirst();
        List<String> owners = withPrefix(tags, OWNER);
        List<String> notes =
                paths.stream().filter(p -> p.endsWith("/" + HouseholdNote.FILE)).toList();
        List<String> disks = withPrefix(tags, DISK);
        if (disks.size() == 1 && paths.size() == 1) {
            return new Known("", "", List.copyOf(paths), disks.getFirst());
        }
        if (owners.size() != 1 || notes.size() != 1 || paths.size() != 2) {
            return new Known("", "", paths.isEmpty() ? List.of("/") : List.copyOf(paths), "");
        }
        String files = first.equals(notes.getFirst()) ? paths.get(1) : first;
        List<String> seen = new ArrayList<>(List.of(files + "/" + owners.getFirst()));
        new TreeSet<>(withPrefix(tags, SHARED)).forEach(id -> seen.add(files + "/" + id));
        return new Known(files, notes.getFirst(), seen, "");
    }

    private static List<String> withPrefix(List<String> tags, String prefix) {
        return tags.stream()
                .filter(tag -> tag.startsWith(prefix) && tag.indexOf('/') < 0 && tag.length() > prefix.length())
                .map(tag -> tag.substring(prefix.length()))
                .toList();
    }

    static String last(String root) {
        return root.substring(root.lastIndexOf('/') + 1);
    }

    /** Returns what is known of a snapshot. @throws Problem 404 when there is no such one, and as asking does */
    Known find(String id, Ask ask) throws IOException {
        Optional<Known> found = learnt(id);
        if (found.isEmpty()) {
            ask.snapshots(); // Without the lock: backupd may take minutes, and who knows the snapshot need not wait.
            found = learnt(id);
        }
        return found.orElseThrow(() -> new Problem(404, "There is no such backup any more. Look at the list again."));
    }

    private synchronized Optional<Known> learnt(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /** As {@link #find}, for a folder that the owner may look into. @throws Problem 422 for another */
    Known require(String id, String root, Ask ask) throws IOException {
        Known found = find(id, ask);
        if (!found.seen().contains(root)) {
            throw new Problem(422, "This folder is not among the snapshot's own. Take one from the list of snapshots.");
        }
        return found;
    }
}
