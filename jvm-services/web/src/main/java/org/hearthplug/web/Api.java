// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hearthplug.storage.ResumableUploads;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AppPassword;
import org.hearthplug.web.access.ClaimForm;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.access.Session;
import org.hearthplug.web.backup.BackupEndpoint;
import org.hearthplug.web.dav.DavEndpoint;
import org.hearthplug.web.energy.EnergyEndpoint;
import org.hearthplug.web.energy.MetricsEndpoint;
import org.hearthplug.web.files.FilesEndpoint;
import org.hearthplug.web.files.PastEndpoint;
import org.hearthplug.web.files.Transfers;
import org.hearthplug.web.files.UploadsEndpoint;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.http.SameSite;
import org.hearthplug.web.library.Albums;
import org.hearthplug.web.library.AlbumsEndpoint;
import org.hearthplug.web.library.LibraryEndpoint;
import org.hearthplug.web.page.PageEndpoint;
import org.hearthplug.web.people.DisksEndpoint;
import org.hearthplug.web.people.PeopleEndpoint;
import org.hearthplug.web.people.SharedFoldersEndpoint;
import org.hearthplug.web.plug.PlugEndpoint;
import org.hearthplug.web.share.ShareDoor;
import org.hearthplug.web.update.UpdateEndpoint;

/** Which request goes where, and who may ask it. */
final class Api {
    private static final String COOKIE = "__Host-hearth";

    private final Access access;
    private final String fingerprint;
    private final Spaces spaces;
    private final PeopleEndpoint people;
    private final SharedFoldersEndpoint sharedFolders;
    private final Lazy<UploadsEndpoint> uploads;
    private final PageEndpoint page;
    private final PlugEndpoint plug;
    private final Transfers transfers = new Transfers();
    private final FilesEndpoint files = new FilesEndpoint(transfers);
    private final PastEndpoint past = new PastEndpoint(transfers);
    private final DavEndpoint dav = new DavEndpoint(transfers);
    private final AppPasswordsEndpoint appPasswords;
    private final SshKeysEndpoint sshKeys;
    private final SecurityEndpoint security;
    private final DisksEndpoint disks;
    private final UpdateEndpoint updates;
    private final BackupEndpoint backup;
    private final EnergyEndpoint energy;
    private final MetricsEndpoint metrics;
    private final LibraryEndpoint library;
    private final AlbumsEndpoint albums;
    private final Supplier<ShareDoor> shares;
    private final Runnable onClaimed;
    private final BooleanSupplier forgets;

    Api(
            Access access,
            String fingerprint,
            Spaces spaces,
            FileIndex index,
            Albums albums,
            PageEndpoint page,
            PlugEndpoint plug,
            DisksEndpoint disks,
            UpdateEndpoint updates,
            BackupEndpoint backup,
            EnergyEndpoint energy,
            MetricsEndpoint metrics,
            Supplier<ShareDoor> shares,
            Runnable onClaimed,
            BooleanSupplier forgets) {
        this.access = access;
        this.appPasswords = new AppPasswordsEndpoint(access);
        this.sshKeys = new SshKeysEndpoint(access);
        this.security = new SecurityEndpoint(access);
        this.fingerprint = fingerprint;
        this.spaces = spaces;
        this.people = new PeopleEndpoint(access, spaces.storage());
        this.sharedFolders = new SharedFoldersEndpoint(access, spaces.storage());
        this.uploads = new Lazy<>(() -> new UploadsEndpoint(new ResumableUploads(spaces.storage()), transfers));
        this.library = new LibraryEndpoint(spaces.storage(), index);
        this.albums = new AlbumsEndpoint(albums);
        this.page = page;
        this.plug = plug;
        this.disks = disks;
        this.updates = updates;
        this.backup = backup;
        this.energy = energy;
        this.metrics = metrics;
        this.shares = shares;
        this.onClaimed = onClaimed;
        this.forgets = forgets;
    }

    void handle(Exchange exchange) throws IOException {
        List<String> parts = exchange.target().segments();
        if (parts.isEmpty() || parts.getFirst().equals("app") || parts.equals(List.of("s"))) {
            page.serve(exchange);
            return;
        }
        if (parts.getFirst().equals("dav")) {
            requireClaimed();
            dav.serve(exchange, spaces.of(ProgramDoor.require(exchange, access)));
            return;
        }
        if (parts.getFirst().equals("restic")) {
            requireClaimed();
            if (!ProgramDoor.require(exchange, access).owner()) {
                throw new Problem(
                        403, "Backups of computers are kept for the plug's owner. Use the owner's app password.");
            }
            backup.restic().serve(exchange, parts.subList(1, parts.size()));
            return;
        }
        if (parts.equals(List.of("metrics"))) {
            requireClaimed();
            if (!ProgramDoor.require(exchange, access, AppPassword.Scope.METRICS)
                    .owner()) {
                throw new Problem(403, "The plug's figures are its owner's. Ask them.");
            }
            metrics.serve(exchange);
            return;
        }
        if (parts.size() < 3 || !parts.get(0).equals("api") || !parts.get(1).equals("v1")) {
            throw notFound();
        }
        SameSite.require(exchange);
        switch (parts.get(2)) {
            case "setup" -> setup(exchange, parts);
            case "openapi.json" -> openApi(exchange);
            default -> {
                requireClaimed();
                inside(exchange, parts);
            }
        }
    }

    void announce(FileDoor door) {
        appPasswords.announce(door);
    }

    private void inside(Exchange exchange, List<String> parts) throws IOException {
        switch (parts.get(2)) {
            case "session" -> session(exchange, parts);
            case "plug" -> plug(exchange, parts);
            case "power" -> {
                Person person = person(exchange);
                if (!exchange.method().equals("GET")) {
                    requireOwner(person);
                }
                plug.power().serve(exchange, parts.subList(3, parts.size()), person.name());
            }
            case "energy" -> {
                person(exchange);
                energy.serve(exchange, parts.subList(3, parts.size()));
            }
            case "wifi" -> {
                owner(exchange);
                plug.wifi().serve(exchange, parts.subList(3, parts.size()));
            }
            case "disks" -> {
                owner(exchange);
                disks.serve(exchange, parts.subList(3, parts.size()));
            }
            case "files" -> files.files(exchange, space(exchange));
            case "uploads" -> uploads.get().serve(exchange, parts.subList(3, parts.size()), space(exchange));
            case "people" -> {
                owner(exchange);
                people.serve(exchange, parts.subList(3, parts.size()));
            }
            case "shared-folders" -> {
                owner(exchange);
                sharedFolders.serve(exchange, parts.subList(3, parts.size()));
            }
            case "invitation" -> {
                Optional<Access.Entrance> entered = people.invitation(exchange, parts.subList(3, parts.size()));
                if (entered.isPresent()) {
                    welcome(exchange, entered.get());
                }
            }
            case "bin" -> files.bin(exchange, space(exchange));
            case "versions" -> past.versions(exchange, space(exchange));
            case "past" -> past.past(exchange, space(exchange));
            case "search" -> library.search(exchange, space(exchange));
            case "photos" -> library.photos(exchange, space(exchange));
            case "albums" -> {
                Person person = person(exchange);
                albums.serve(
                        exchange,
                        parts.subList(3, parts.size()),
                        spaces.of(person),
                        (before, now) -> shares.get().albumRenamed(person, before, now));
            }
            case "thumbs" -> library.thumbs(exchange, space(exchange));
            case "music" -> library.music(exchange, space(exchange));
            case "archive" -> files.archive(exchange, space(exchange));
            case "shares" -> {
                Person person = person(exchange);
                shares.get().person(exchange, parts.subList(3, parts.size()), person, spaces.of(person));
            }
            case "shared" -> shares.get().guest(exchange, parts.subList(3, parts.size()));
            case "sessions" ->
                security.sessions(exchange, parts.subList(3, parts.size()), signedIn(exchange), person(exchange));
            case "account" ->
                security.account(exchange, parts.subList(3, parts.size()), signedIn(exchange), person(exchange));
            case "audit" -> {
                owner(exchange);
                security.audit(exchange, parts.subList(3, parts.size()));
            }
            case "app-passwords" -> {
                appPasswords.serve(exchange, parts.subList(3, parts.size()), person(exchange));
            }
            case "ssh-keys" -> sshKeys.serve(exchange, parts.subList(3, parts.size()), person(exchange));
            case "update" -> {
                owner(exchange);
                updates.serve(exchange, parts.subList(3, parts.size()));
            }
            case "backup" -> {
                owner(exchange);
                backup.serve(exchange, parts.subList(3, parts.size()));
            }
            default -> {
                signedIn(exchange);
                throw notFound();
            }
        }
    }

    private void setup(Exchange exchange, List<String> parts) throws IOException {
        if (is(exchange, "GET", parts, "setup")) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("claimed", access.claimed());
            access.plugName().ifPresent(name -> json.put("plugName", name));
            json.put("fingerprint", fingerprint);
            json.put("forgets", forgets.getAsBoolean());
            exchange.json(200, json);
        } else if (is(exchange, "GET", parts, "setup", "certificate")) {
            Certificate.send(exchange);
        } else if (is(exchange, "POST", parts, "setup", "claim")) {
            Map<String, Object> form = Json.readObject(exchange.readBody());
            Access.Entrance entrance = access.claim(
                    SecurityEndpoint.caller(exchange),
                    new ClaimForm(
                            text(form, "code"),
                            text(form, "plugName"),
                            text(form, "ownerName"),
                            text(form, "passphrase")));
            onClaimed.run();
            welcome(exchange, entrance);
        } else {
            throw notFound();
        }
    }

    private void session(Exchange exchange, List<String> parts) throws IOException {
        if (is(exchange, "POST", parts, "session")) {
            Map<String, Object> form = Json.readObject(exchange.readBody());
            boolean alone = form.get("passkey") instanceof Map<?, ?> && !form.containsKey("ownerName");
            welcome(
                    exchange,
                    alone
                            ? security.passkeys().enter(exchange, (Map<?, ?>) form.get("passkey"))
                            : access.signIn(
                                    SecurityEndpoint.caller(exchange),
                                    text(form, "ownerName"),
                                    text(form, "passphrase"),
                                    text(form, "code"),
                                    security.passkeys().beside(exchange, form)));
        } else if (is(exchange, "POST", parts, "session", "challenge")) {
            security.passkeys().challenge(exchange);
        } else if (is(exchange, "GET", parts, "session")) {
            exchange.json(200, describe(signedIn(exchange)));
        } else if (is(exchange, "DELETE", parts, "session")) {
            access.signOut(SecurityEndpoint.caller(exchange), person(exchange), signedIn(exchange));
            exchange.set("Set-Cookie", COOKIE + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
            exchange.empty(204);
        } else {
            throw notFound();
        }
    }

    private void plug(Exchange exchange, List<String> parts) throws IOException {
        Session session = signedIn(exchange);
        if (is(exchange, "GET", parts, "plug")) {
            plug.snapshot(exchange);
        } else if (is(exchange, "GET", parts, "plug", "hardware")) {
            plug.hardware(exchange);
        } else if (is(exchange, "GET", parts, "plug", "events")) {
            plug.events(exchange, () -> access.isOpen(session));
        } else {
            throw notFound();
        }
    }

    private void openApi(Exchange exchange) throws IOException {
        try (var in = Api.class.getResourceAsStream("openapi.json")) {
            exchange.send(200, "application/json", in.readAllBytes());
        }
    }

    private Space space(Exchange exchange) throws IOException {
        return spaces.of(person(exchange));
    }

    private Person person(Exchange exchange) throws IOException {
        return access.person(signedIn(exchange)).orElseThrow(Api::signedOut);
    }

    private void owner(Exchange exchange) throws IOException {
        requireOwner(person(exchange));
    }

    private static void requireOwner(Person person) {
        if (!person.owner()) {
            throw new Problem(403, "Only the plug's owner may do this. Ask them.");
        }
    }

    private void welcome(Exchange exchange, Access.Entrance entrance) throws IOException {
        long age = java.time.Duration.between(
                        entrance.session().created(), entrance.session().expires())
                .toSeconds();
        exchange.set(
                "Set-Cookie",
                COOKIE + "=" + entrance.token() + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" + age);
        exchange.json(201, describe(entrance.session()));
    }

    private Map<String, Object> describe(Session session) {
        Map<String, Object> json = new LinkedHashMap<>();
        access.person(session).ifPresent(person -> {
            json.put("id", person.id());
            json.put("name", person.name());
            json.put("role", person.role().code());
        });
        json.put("ownerName", access.owner().name());
        json.put("plugName", access.plugName().orElse(""));
        json.put("expires", session.expires().toString());
        return json;
    }

    private void requireClaimed() {
        if (!access.claimed()) {
            throw new Problem(
                    403, "This plug has no owner yet. Open its start page and enter the claim code from the console.");
        }
    }

    private Session signedIn(Exchange exchange) throws IOException {
        Optional<String> token = exchange.cookie(COOKIE);
        Optional<Session> session = token.isPresent() ? access.session(token.get()) : Optional.empty();
        return session.orElseThrow(Api::signedOut);
    }

    private static Problem signedOut() {
        return new Problem(401, "You are not signed in, or no longer. Sign in and try again.");
    }

    private static boolean is(Exchange exchange, String method, List<String> parts, String... path) {
        String asked = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        return asked.equals(method) && parts.subList(2, parts.size()).equals(List.of(path));
    }

    private static Problem notFound() {
        return new Problem(
                404, "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
    }

    private static String text(Map<String, Object> form, String name) {
        return form.get(name) instanceof String text ? text : "";
    }
}
