// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.people.DiskFolders;
import org.hearthplug.web.people.UsedDisk;

/**
 * Places of the backup that are on people's disks, in the folder that is not theirs: what the owner chooses by a disk is kept as a path
 * below its mount point, which is the same each time it comes, with its id and name beside. Safe for many threads.
 */
final class DiskPlaces {
    /** What a place has besides its path when it is on a disk. */
    static final String DISK = "disk";

    /** What it was called when it was chosen, for when it is away and nobody else knows. */
    static final String NAME = "diskName";

    private static final String OURS = ".hearth";

    private final DiskFolders disks;
    private final Access access;

    DiskPlaces(DiskFolders disks, Access access) {
        this.disks = disks;
        this.access = access;
    }

    /** Returns the form with the path that a disk in it stands for. @throws Problem 409 when the disk is away, 422 when it is no way to choose one */
    Map<String, Object> resolve(Map<String, Object> form) throws IOException {
        Map<String, Object> place = new LinkedHashMap<>(form);
        place.remove(NAME);
        String id = Shape.text(place, DISK).strip();
        if (id.isEmpty()) {
            place.remove(DISK);
            requireNoneAt(place);
            return place;
        }
        if (!Shape.text(place, "kind").equals("folder")) {
            throw new Problem(422, "Only a place of the kind “folder” is on a disk.");
        }
        UsedDisk disk = require(id);
        place.put(DISK, id);
        place.put(NAME, name(id, disk.label()));
        place.put("path", ours(disk).resolve("backup").toString());
        return place;
    }

    /** A path that was typed: among people's files on a disk a backup would back itself up. */
    private void requireNoneAt(Map<String, Object> place) {
        String typed = Shape.text(place, "path").strip();
        if (!Shape.text(place, "kind").equals("folder") || typed.isEmpty()) {
            return;
        }
        Path path;
        try {
            path = Path.of(typed).normalize();
        } catch (InvalidPathException e) {
            throw new Problem(422, "This is no path of a folder. Type one that begins with a slash.");
        }
        if (disks.there().values().stream().anyMatch(disk -> path.startsWith(disk.root()))) {
            throw new Problem(422, "This folder is on a disk of people's files. Choose the disk instead of a path.");
        }
    }

    /** Returns a disk that is there and takes changes. @throws Problem 409 for another */
    UsedDisk require(String id) {
        return find(id).orElseThrow(() -> new Problem(
                409, "This disk is not plugged in and in use, or it takes no changes. Look at the plug's storage."));
    }

    /** Returns a disk if it is there and takes changes. */
    Optional<UsedDisk> find(String id) {
        return disks.find(id).filter(disk -> !disk.readOnly());
    }

    /** Returns those that are there. */
    List<UsedDisk> there() {
        return List.copyOf(disks.there().values());
    }

    /** Returns the plug's own folder on a disk; makes it, but never what it is in. */
    static Path ours(UsedDisk disk) throws IOException {
        Path folder = disk.root().resolve(OURS);
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                // By somebody else, this moment.
            }
        }
        return folder;
    }

    /** Returns what a disk is called today; {@code otherwise} when it is away and nobody named it. */
    String name(String id, String otherwise) {
        String account = UsedDisk.account(id);
        String name = disks.nameOf(account, access.household());
        return name.equals(account) ? otherwise : name;
    }

    /** Returns the places whose disk is away, by their ids. */
    Set<String> away(List<Map<String, Object>> targets) {
        return targets.stream()
                .filter(this::isAway)
                .map(target -> Shape.text(target, "id"))
                .collect(Collectors.toSet());
    }

    /** Whether one of these places is on a disk. */
    boolean isOn(String disk, List<Map<String, Object>> targets) {
        return targets.stream().anyMatch(target -> Shape.text(target, DISK).equals(disk));
    }

    private boolean isAway(Map<String, Object> target) {
        String id = Shape.text(target, DISK);
        return !id.isEmpty() && disks.find(id).isEmpty();
    }

    /** Tells people in words where each place is that is on a disk, and which disks are away. */
    Map<String, Object> told(Map<String, Object> backup) {
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Map<String, Object> target : Shape.objects(backup, "targets")) {
            String id = Shape.text(target, DISK);
            if (!id.isEmpty()) {
                boolean away = isAway(target);
                String name = name(id, Shape.text(target, NAME));
                target.put(NAME, name);
                target.put("where", where(name));
                if (away) {
                    Map<String, Object> health = Shape.object(target, "health");
                    health.put("state", "DOWN");
                    health.put(
                            "error",
                            "The disk “" + name + "” is not there. Plug it in: what it lacks then comes by itself.");
                    target.put("health", health);
                    target.put("away", true);
                }
            }
            targets.add(target);
        }
        backup.put("targets", targets);
        return backup;
    }

    static String where(String name) {
        return "Disk “" + name + "”";
    }
}
