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
import org.hearthplug.storage.Disk;
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
import org.hearthplug.web.people.UsedDisk;
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
    private final Roots roots = new Roots();
    private Desk desk;
    private ResticEndpoint restic;

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
        this.energy = energy;
        this.clock = clock;
    }

    /** Starts what is due; called every half minute, and cheap while there is no backup. */
    public void tick() {
        try {
            if (folders.isPresent() && access.claimed() && Book.exists(book())) {
                desk().tick();
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
            BackupFolders where = folders.orElseThrow(
                    () -> new Problem(503, "This plug has no backup service. Update it to get one."));
            Path files = where.files();
            desk = new Desk(
                    book(),
                    where.engine(),
                    files.resolve(access.owner().id()),
                    () -> everything(files),
                    energy::weighBackup,
                    clock);
        }
        return desk;
    }

    /** Everybody's files, and a note of whose they are; without bins, uploads and others' repositories. */
    private Map<String, Object> everything(Path files) throws IOException {
        HouseholdNote note = HouseholdNote.of(access);
        note.write(book(), access.owner().name());
        Map<String, Object> with = new LinkedHashMap<>();
        with.put(
                "sources",
                List.of(files.toString(), book().resolve(HouseholdNote.FILE).toString()));
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
    public synchronized ResticEndpoint restic() {
        if (restic == null) {
            BackupFolders where = folders.orElseThrow(
                    () -> new Problem(503, "This plug has no backup service. Update it to get one."));
            restic = new ResticEndpoint(where.files().resolve(".hearth/restic"), storage, where.resticQuotaBytes());
        }
        return restic;
    }

    /** Answers a request below {@code /api/v1/backup}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method().replace("HEAD", "GET") + " " + String.join("/", rest);
        switch (asked) {
            case "GET " -> exchange.json(200, desk().describe());
            case "GET snapshots" -> exchange.json(200, snapshots());
            case "GET entries" -> exchange.json(200, entries(exchange.target().query()));
            case "GET receipt" -> exchange.json(200, receipt());
            case "GET laptops" ->
                exchange.json(200, Map.of("items", restic().describe(), "certificate", Pem.of(identity.certificate())));
            case "GET ssh-key" -> exchange.json(200, Map.of("line", desk().with(Book::sshLine)));
            case "POST words" -> words(exchange);
            case "POST words/proof" -> {
                new Setup(desk()).prove(body(exchange));
                exchange.json(200, desk().describe());
            }
            case "POST shares" -> shares(exchange);
            case "POST probe" -> exchange.json(200, new Setup(desk()).probe(body(exchange)));
            case "POST targets" -> {
                new Setup(desk()).add(body(exchange));
                exchange.json(202, desk().describe());
            }
            case "POST join" -> {
                new Setup(desk()).join(body(exchange));
                exchange.json(202, desk().describe());
            }
            case "POST run" -> {
                Map<String, Object> form = body(exchange);
                desk().start(Shape.text(form, "kind"), Shape.flag(form, "prune"));
                exchange.json(202, desk().describe());
            }
            case "POST stop" -> {
                desk().stop();
                exchange.json(202, desk().describe());
            }
            case "POST restore" -> restore(exchange);
            case "PUT schedule" -> {
                new Setup(desk()).schedule(body(exchange));
                exchange.json(200, desk().describe());
            }
            default -> other(exchange, rest);
        }
    }

    private void other(Exchange exchange, List<String> rest) throws IOException {
        boolean target = rest.size() == 2 && rest.getFirst().equals("targets");
        if (target && exchange.method().equals("PUT")) {
            new Setup(desk()).change(rest.get(1), body(exchange));
            exchange.json(200, desk().describe());
            return;
        }
        if (!target || !exchange.method().equals("DELETE")) {
            throw new Problem(
                    404,
                    "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
        }
        new Setup(desk()).remove(rest.get(1));
        exchange.json(200, desk().describe());
    }

    private static Map<String, Object> body(Exchange exchange) throws IOException {
        return Json.readObject(exchange.readBody());
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

    private Map<String, Object> receipt() throws IOException {
        String plug = access.plugName().orElse("");
        return desk().with(b -> Receipt.of(b, plug, identity, clock.instant()));
    }

    private void restore(Exchange exchange) throws IOException {
        Map<String, Object> form = body(exchange);
        String snapshot = Shape.text(form, "snapshot");
        Restores restores = restores(folders.orElseThrow().files());
        if (Shape.flag(form, "everybody")) {
            Roots.Known where = roots.find(snapshot, this::snapshots);
            if (where.files().isEmpty()) {
                throw new Problem(422, "This backup holds the owner's files only. Restore those.");
            }
            restores.everybody(snapshot, where, new Caller(exchange.peer(), exchange.header("User-Agent")));
        } else {
            String root = Shape.text(form, "root");
            Roots.Known where = roots.require(snapshot, root, this::snapshots);
            String folder = Shape.text(form, "folder");
            if (!where.disk().isEmpty() && folder.isEmpty()) {
                Path disk = diskOf(where.disk());
                restores(disk).start(snapshot, root, where.disk(), disk, Shape.texts(form, "paths"), "");
                exchange.json(202, desk().describe());
                return;
            }
            boolean own = root.equals(where.seen().getFirst()) || where.files().isEmpty();
            String account = own || !folder.isEmpty() ? access.owner().id() : common(Roots.last(root));
            Path home = desk().own().resolveSibling(account);
            restores.start(snapshot, root, account, home, Shape.texts(form, "paths"), folder);
        }
        exchange.json(202, desk().describe());
    }

    /** What is restored waits on the disk where it will be. */
    private Restores restores(Path files) throws IOException {
        return new Restores(desk(), storage, access, files.resolve(".hearth/restore"));
    }

    private Path diskOf(String account) {
        UsedDisk disk = disks.there().get(account);
        if (disk == null || disk.readOnly()) {
            throw new Problem(
                    409,
                    "The disk that these files were on is not there, or takes no changes. Plug it in, or restore into a new folder.");
        }
        return disk.root();
    }

    private String common(String id) {
        boolean there = access.household().folders().stream()
                .anyMatch(folder -> folder.id().equals(id)
                        && folder.people().containsKey(access.owner().id()));
        if (!there) {
            throw new Problem(409, "This shared folder is no longer there. Restore it into a new folder.");
        }
        return id;
    }

    @Override
    public synchronized void close() {
        if (desk != null) {
            desk.close();
        }
    }
}
