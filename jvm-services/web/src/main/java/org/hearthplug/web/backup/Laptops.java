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
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.people.UsedDisk;
import org.hearthplug.web.restic.ResticEndpoint;
import org.hearthplug.web.restic.Shelf;
import org.hearthplug.web.state.StateFile;

/** Where other computers' backups are kept: on the plug's own disk, or on one that the owner chose. Nothing is moved when that changes. */
final class Laptops {
    private static final Logger LOG = Logger.getLogger(Laptops.class.getName());
    private static final String FORMAT = "hearth-laptops/1";
    private static final String FOLDER = "restic";
    private static final int RETRY_SECONDS = 60;

    private final Path own;
    private final Storage storage;
    private final DiskPlaces places;
    private final StateFile file;
    private final ResticEndpoint server;
    private volatile Map<String, Object> chosen;

    /**
     * Keeps.
     *
     * @param file what the owner chose; there is none while it is the plug's own disk
     * @param hearth the plug's own folder on its own disk
     * @param quotaBytes the most that one repository may take; 0 for no other limit than the disk's
     */
    Laptops(Path file, Path hearth, Storage storage, DiskPlaces places, long quotaBytes) {
        this.file = new StateFile(file);
        this.own = hearth.resolve(FOLDER);
        this.storage = storage;
        this.places = places;
        this.server = new ResticEndpoint(this::shelf, quotaBytes);
        this.chosen = read();
    }

    private Map<String, Object> read() {
        try {
            return file.read().map(Json::readObject).orElse(Map.of());
        } catch (IOException | Problem damaged) {
            LOG.log(
                    Level.WARNING,
                    "On which disk laptops' backups are kept cannot be read; it is the plug's own.",
                    damaged);
            return Map.of();
        }
    }

    /** The server that the computers speak with. */
    ResticEndpoint server() {
        return server;
    }

    /** Whether it is this disk that they are kept on. */
    boolean on(String disk) {
        return !disk.isEmpty() && id().equals(disk);
    }

    private String id() {
        return Shape.text(chosen, DiskPlaces.DISK);
    }

    private Shelf shelf() throws IOException {
        String id = id();
        if (id.isEmpty()) {
            return new Shelf(own, storage::spareBytes);
        }
        UsedDisk disk = places.find(id).orElseThrow(() -> away(name()));
        String account = disk.account();
        return new Shelf(DiskPlaces.ours(disk).resolve(FOLDER), () -> storage.spareBytes(account));
    }

    private String name() {
        return places.name(id(), Shape.text(chosen, DiskPlaces.NAME));
    }

    private static Problem away(String name) {
        return new Problem(
                        503,
                        "These backups are kept on the disk “" + name
                                + "”, which is not there or takes no changes. Plug it in at the plug.")
                .retryAfter(RETRY_SECONDS);
    }

    /** Has new requests go to another disk, or with none to the plug's own. @throws Problem 409 when it is away or takes no changes, 422 */
    synchronized void choose(Map<String, Object> form) throws IOException {
        if (!(form.get(DiskPlaces.DISK) instanceof String)) {
            throw new Problem(422, "Say which disk: its id, or nothing between quotes for the plug's own.");
        }
        String id = Shape.text(form, DiskPlaces.DISK).strip();
        Map<String, Object> wanted = new LinkedHashMap<>();
        if (id.isEmpty()) {
            file.delete();
        } else {
            wanted.put("format", FORMAT);
            wanted.put(DiskPlaces.DISK, id);
            wanted.put(DiskPlaces.NAME, places.name(id, places.require(id).label()));
            file.write(Json.write(wanted));
        }
        chosen = wanted;
    }

    /** Returns {@code items} of the place that is chosen, how many are {@code elsewhere}, and of a disk {@code disk}, its name, whether it is away. */
    Map<String, Object> describe() throws IOException {
        String id = id();
        Optional<UsedDisk> disk = places.find(id);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(DiskPlaces.DISK, id);
        if (!id.isEmpty()) {
            json.put(DiskPlaces.NAME, name());
            json.put("away", disk.isEmpty());
        }
        Optional<Path> folder = id.isEmpty() ? Optional.of(own) : disk.map(Laptops::folderOn);
        json.put("items", folder.isPresent() ? server.describe(folder.get()) : List.of());
        int elsewhere = id.isEmpty() ? 0 : count(own);
        for (UsedDisk other : places.there()) {
            elsewhere += other.id().equals(id) ? 0 : count(folderOn(other));
        }
        json.put("elsewhere", elsewhere);
        return json;
    }

    private static Path folderOn(UsedDisk disk) {
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
