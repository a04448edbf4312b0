// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.people.UsedDisk;
import org.hearthplug.web.restic.ResticEndpoint;
import org.hearthplug.web.restic.Shelf;

/** Where other computers' backups are kept: on the plug's own disk, or on one that the owner chose. Nothing is moved when that changes. */
final class Laptops {
    private static final String SETTING = "laptops";
    private static final String FOLDER = "restic";
    private static final int RETRY_SECONDS = 60;

    private final Path own;
    private final Storage storage;
    private final DiskPlaces places;
    private final Desk desk;
    private final ResticEndpoint server;

    /**
     * Keeps.
     *
     * @param hearth the plug's own folder on its own disk
     * @param quotaBytes the most that one repository may take; 0 for no other limit than the disk's
     */
    Laptops(Path hearth, Storage storage, DiskPlaces places, Desk desk, long quotaBytes) {
        this.own = hearth.resolve(FOLDER);
        this.storage = storage;
        this.places = places;
        this.desk = desk;
        this.server = new ResticEndpoint(this::shelf, quotaBytes);
    }

    /** The server that the computers speak with. */
    ResticEndpoint server() {
        return server;
    }

    /** Whether it is this disk that they are kept on. */
    boolean on(String disk) throws IOException {
        return !disk.isEmpty() && Shape.text(chosen(), DiskPlaces.DISK).equals(disk);
    }

    private Map<String, Object> chosen() throws IOException {
        return desk.with(book -> Shape.object(book.settings(), SETTING));
    }

    private Shelf shelf() throws IOException {
        Map<String, Object> chosen = chosen();
        String id = Shape.text(chosen, DiskPlaces.DISK);
        if (id.isEmpty()) {
            return new Shelf(own, storage::spareBytes);
        }
        UsedDisk disk = places.find(id).orElseThrow(() -> away(name(chosen)));
        String account = disk.account();
        return new Shelf(DiskPlaces.ours(disk).resolve(FOLDER), () -> storage.spareBytes(account));
    }

    private String name(Map<String, Object> chosen) {
        return places.name(Shape.text(chosen, DiskPlaces.DISK), Shape.text(chosen, DiskPlaces.NAME));
    }

    private static Problem away(String name) {
        return new Problem(
                        503,
                        "These backups are kept on the disk “" + name
                                + "”, which is not there or takes no changes. Plug it in at the plug.")
                .retryAfter(RETRY_SECONDS);
    }

    /** Has new requests go to another disk, or with none to the plug's own. @throws Problem 409 when it is away or takes no changes, 422 */
    void choose(Map<String, Object> form) throws IOException {
        if (!(form.get(DiskPlaces.DISK) instanceof String)) {
            throw new Problem(422, "Say which disk: its id, or nothing between quotes for the plug's own.");
        }
        String id = Shape.text(form, DiskPlaces.DISK).strip();
        Map<String, Object> chosen = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            chosen.put(DiskPlaces.DISK, id);
            chosen.put(DiskPlaces.NAME, places.name(id, places.require(id).label()));
        }
        desk.with(book -> {
            if (chosen.isEmpty()) {
                book.settings().remove(SETTING);
            } else {
                book.settings().put(SETTING, chosen);
            }
            book.keepSettings();
            return null;
        });
    }

    /** Returns {@code items} of the place that is chosen, how many are {@code elsewhere}, and of a disk {@code disk}, its name, whether it is away. */
    Map<String, Object> describe() throws IOException {
        Map<String, Object> chosen = chosen();
        String id = Shape.text(chosen, DiskPlaces.DISK);
        Optional<UsedDisk> disk = places.find(id);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(DiskPlaces.DISK, id);
        if (!id.isEmpty()) {
            json.put(DiskPlaces.NAME, name(chosen));
            json.put("away", disk.isEmpty());
        }
        Optional<Path> folder = id.isEmpty() ? Optional.of(own) : disk.map(Laptops::on);
        json.put("items", folder.isPresent() ? server.describe(folder.get()) : List.of());
        int elsewhere = id.isEmpty() ? 0 : count(own);
        for (UsedDisk other : places.there()) {
            elsewhere += other.id().equals(id) ? 0 : count(on(other));
        }
        json.put("elsewhere", elsewhere);
        return json;
    }

    private static Path on(UsedDisk disk) {
        return disk.root().resolve(".hearth").resolve(FOLDER);
    }

    private static int count(Path folder) throws IOException {
        int count = 0;
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> repositories = Files.newDirectoryStream(folder)) {
                for (Path one : repositories) {
                    count += Files.isDirectory(one) ? 1 : 0;
                }
            }
        }
        return count;
    }
}
