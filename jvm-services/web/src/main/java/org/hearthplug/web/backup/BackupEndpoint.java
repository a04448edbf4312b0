// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.energy.EnergyKeeper;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.identity.Identity;
import org.hearthplug.web.people.DiskFolders;
import org.hearthplug.web.restic.ResticEndpoint;

/** {@code /api/v1/backup} for the signed-in owner. */
public final class BackupEndpoint implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BackupEndpoint.class.getName());

    private final Path stateFolder;
    private final Optional<BackupFolders> folders;
    private final Access access;
    private final Identity identity;
    private final Storage storage;
    private final DiskFolders disks;
    private final EnergyKeeper energy;
    private final InstantSource clock;
    private final DiskPlaces places;
    private final Roots roots = new Roots();
    private Desk desk;
    private Laptops laptops;

    /** @param stateFolder cloudd's own; the backup's settings are in {@code backup} below */
    public BackupEndpoint(
            Path stateFolder,
            Optional<BackupFolders> folders,
            Access access,
            Identity identity,
            Storage storage,
            DiskFolders disks,
            EnergyKeeper energy,
            InstantSource clock) {
        this.stateFolder = stateFolder;
        this.folders = folders;
        this.access = access;
        this.identity = identity;
        this.storage = storage;
        this.disks = disks;
        this.places = new DiskPlaces(disks, access);
        this.energy = energy;
        this.clock = clock;
    }

    /** Starts what is due; called every half minute, and cheap while there is no backup. */
    public void tick() {
        try {
            if (folders.isPresent() && access.claimed() && Book.exists(book())) {
                desk().tick(places.away(desk().with(Book::targets)));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "The backup's schedule could not be looked at.", e);
        }
    }

    /** Returns when the newest good backup was made; empty when there is none. */
    public Optional<Instant> newest() {
        try {
            if (folders.isEmpty() || !access.claimed() || !Book.exists(book())) {
                return Optional.empty();
            }
            Instant newest = desk().with(b -> Schedule.newestGood(b.state(), clock.instant()));
            return newest.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(newest);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Path book() {
        return stateFolder.resolve("backup");
    }

    private synchronized Desk desk() throws IOException {
        if (desk == null) {
            BackupFolders where = folders.orElseThrow(BackupEndpoint::none);
            Path files = where.files();
            Restores.removeLeftovers(files);
            disks.there().values().forEach(disk -> Restores.removeLeftovers(disk.root()));
            desk = new Desk(
                    book(),
                    where.engine(),
                    files.resolve(access.owner().id()),
                    new Kept(files, book(), access, disks),
                    energy::weighBackup,
                    clock);
        }
        return desk;
    }

    private Map<String, Object> snapshots() throws IOException {
        return roots.learn(desk().ask("snapshots", Map.of()), this::nameOf);
    }

    private String nameOf(String id) {
        if (id.startsWith(Storage.DISK)) {
            return disks.nameOf(id, access.household());
        }
        return access.household().folders().stream()
                .filter(folder -> folder.id().equals(id))
                .map(CommonFolder::name)
                .findFirst()
                .orElse(id);
    }

    /** Returns the server for others' repositories. @throws Problem 503 when this plug has no backup service */
    public ResticEndpoint restic() {
        return laptops().server();
    }

    private synchronized Laptops laptops() {
        if (laptops == null) {
            BackupFolders where = folders.orElseThrow(BackupEndpoint::none);
            laptops = new Laptops(
                    stateFolder.resolve("laptops.json"),
                    where.files().resolve(".hearth"),
                    storage,
                    places,
                    where.resticQuotaBytes());
        }
        return laptops;
    }

    private static Problem none() {
        return new Problem(503, "This plug has no backup service. Update it to get one.");
    }

    /** Returns what is kept on a disk besides people's files: {@code backup} when it is a place of it, {@code laptops} when theirs are there. */
    public List<String> keptOn(String disk) {
        List<String> kept = new ArrayList<>();
        if (folders.isEmpty() || disk.isEmpty()) {
            return kept;
        }
        try {
            if (access.claimed() && Book.exists(book()) && places.isOn(disk, desk().with(Book::targets))) {
                kept.add("backup");
            }
        } catch (IOException | RuntimeException unreadable) {
            LOG.log(Level.WARNING, "The backup's settings cannot be read.", unreadable);
        }
        if (laptops().on(disk)) {
            kept.add("laptops");
        }
        return kept;
    }

    private Map<String, Object> described() throws IOException {
        return places.told(desk().describe());
    }

    private Map<String, Object> laptopsTold() throws IOException {
        Map<String, Object> told = laptops().describe();
        told.put("certificate", Pem.of(identity.certificate()));
        return told;
    }

    /** Answers a request below {@code /api/v1/backup}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method().replace("HEAD", "GET") + " " + String.join("/", rest);
        switch (asked) {
            case "GET " -> exchange.json(200, described());
            case "GET snapshots" -> exchange.json(200, snapshots());
            case "GET entries" -> exchange.json(200, entries(exchange.target().query()));
            case "GET receipt" -> exchange.json(200, receipt());
            case "GET laptops" -> exchange.json(200, laptopsTold());
            case "PUT laptops" -> {
                laptops().choose(body(exchange));
                exchange.json(200, laptopsTold());
            }
            case "GET ssh-key" -> exchange.json(200, Map.of("line", desk().with(Book::sshLine)));
            case "POST words" -> words(exchange);
            case "POST words/proof" -> {
                new Setup(desk()).prove(body(exchange));
                exchange.json(200, described());
            }
            case "POST shares" -> shares(exchange);
            case "POST probe" -> exchange.json(200, new Setup(desk()).probe(place(exchange)));
            case "POST targets" -> {
                new Setup(desk()).add(place(exchange));
                exchange.json(202, described());
            }
            case "POST join" -> {
                new Setup(desk()).join(place(exchange));
                exchange.json(202, described());
            }
            case "POST run" -> {
                Map<String, Object> form = body(exchange);
                desk().start(Shape.text(form, "kind"), Shape.flag(form, "prune"));
                exchange.json(202, described());
            }
            case "POST stop" -> {
                desk().stop();
                exchange.json(202, described());
            }
            case "POST restore" -> {
                Caller caller = new Caller(exchange.peer(), exchange.header("User-Agent"));
                wish().begin(body(exchange), caller);
                exchange.json(202, described());
            }
            case "PUT schedule" -> {
                new Setup(desk()).schedule(body(exchange));
                exchange.json(200, described());
            }
            default -> other(exchange, rest);
        }
    }

    private void other(Exchange exchange, List<String> rest) throws IOException {
        boolean target = rest.size() == 2 && rest.getFirst().equals("targets");
        if (target && exchange.method().equals("PUT")) {
            new Setup(desk()).change(rest.get(1), body(exchange));
            exchange.json(200, described());
            return;
        }
        if (!target || !exchange.method().equals("DELETE")) {
            throw new Problem(
                    404,
                    "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
        }
        new Setup(desk()).remove(rest.get(1));
        exchange.json(200, described());
    }

    private static Map<String, Object> body(Exchange exchange) throws IOException {
        return Json.readObject(exchange.readBody());
    }

    private Map<String, Object> place(Exchange exchange) throws IOException {
        return places.resolve(body(exchange));
    }

    /** Tells the words: freely while they are not proved, afterwards to who knows the owner's passphrase. */
    private void words(Exchange exchange) throws IOException {
        Map<String, Object> form = body(exchange);
        if (desk().with(b -> Shape.flag(b.settings(), "proved"))) {
            access.requirePassphrase(exchange.peer(), Shape.text(form, "passphrase"));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("words", new Setup(desk()).words());
        json.put("plugName", access.plugName().orElse(""));
        exchange.json(200, json);
    }

    /** Splits the words among friends, for who knows the owner's passphrase and has proved the words. */
    private void shares(Exchange exchange) throws IOException {
        Map<String, Object> form = body(exchange);
        if (!desk().with(b -> Shape.flag(b.settings(), "proved"))) {
            throw new Problem(409, "Type the recovery words back first; then they can be split among friends.");
        }
        access.requirePassphrase(exchange.peer(), Shape.text(form, "passphrase"));
        Map<String, Object> answer = new Setup(desk()).split(form);
        answer.put("plugName", access.plugName().orElse(""));
        exchange.json(200, answer);
    }

    private Map<String, Object> entries(Map<String, String> query) throws IOException {
        String path = query.getOrDefault("path", "");
        String root = query.getOrDefault("root", "");
        roots.require(query.getOrDefault("snapshot", ""), root, this::snapshots);
        if (List.of(path.split("/")).contains("..")) {
            throw new Problem(422, "A path leads down from the root. Take it from the list of entries.");
        }
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("snapshot", query.getOrDefault("snapshot", ""));
        with.put("path", path.isEmpty() ? root : root + "/" + path);
        return desk().ask("list", with);
    }

    private RestoreWish wish() throws IOException {
        Path files = folders.orElseThrow().files();
        return new RestoreWish(desk(), storage, access, disks, files, roots, this::snapshots);
    }

    private Map<String, Object> receipt() throws IOException {
        String plug = access.plugName().orElse("");
        return desk().with(b -> Receipt.of(b, plug, identity, clock.instant()));
    }

    @Override
    public synchronized void close() {
        if (desk != null) {
            desk.close();
        }
    }
}
