// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.index.Thumbs;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.library.Albums;
import org.hearthplug.web.state.StateFile;

/** Shared links: {@code /api/v1/shares} for the owner, and the way in for guests. Made when it is first needed. */
public final class ShareDoor {
    private final Shares shares;
    private final GuestEndpoint guests;
    private final Access access;
    private final InstantSource clock;

    /**
     * Reads the links there are.
     *
     * @param folder where {@code shares.json} is
     * @throws IOException when it cannot be read
     */
    public ShareDoor(Path folder, InstantSource clock, Access access, PeopleSpaces spaces, Thumbs thumbs, Albums albums)
            throws IOException {
        this.shares = new Shares(
                new StateFile(folder.resolve("shares.json")),
                new StateFile(folder.resolve("people-shares.json")),
                clock);
        this.guests = new GuestEndpoint(shares, access, spaces, thumbs, albums);
        this.access = access;
        this.clock = clock;
    }

    /** Answers a guest: {@code rest} is what follows {@code /api/v1/shared/}. */
    public void guest(Exchange exchange, List<String> rest) throws IOException {
        guests.serve(exchange, rest);
    }

    /**
     * Answers who is signed in: {@code rest} is what follows {@code /api/v1/shares}. Guests of the household pass nothing on, but take back
     * what leads to their files.
     */
    public void person(Exchange exchange, List<String> rest, Person person, Space space) throws IOException {
        String who = person.owner() ? "" : person.id();
        String name = person.owner() ? "" : person.name();
        switch (exchange.method() + " " + rest.size()) {
            case "GET 0" ->
                exchange.json(
                        200,
                        Map.of(
                                "items",
                                shares.of(who).stream()
                                        .map(share -> describe(share, space))
                                        .toList()));
            case "POST 0" -> make(exchange, person, space);
            case "DELETE 1" -> {
                Share gone = shares.revoke(who, rest.getFirst());
                access.audit()
                        .note(
                                Event.SHARE_REVOKED,
                                caller(exchange),
                                name,
                                gone.path().toString());
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "Links know GET, POST and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, DELETE");
        }
    }

    /** Has somebody's links to an album follow it to its new name. */
    public void albumRenamed(Person person, FilePath before, FilePath now) throws IOException {
        shares.follow(person.owner() ? "" : person.id(), before, now);
    }

    /** Takes all of somebody's links back, who is not the owner; durable when this returns. */
    public void revokeAll(Person person) throws IOException {
        shares.revokeAll(person.id());
    }

    private void make(Exchange exchange, Person person, Space space) throws IOException {
        if (person.role() == Person.Role.GUEST) {
            throw new Problem(403, "Guests cannot share what is shared with them. Ask the plug's owner.");
        }
        ShareForm form = new ShareForm(Json.readObject(exchange.readBody()));
        boolean album = form.album();
        if (album) {
            Albums.requireOwn(space);
        }
        FilePath path = form.path();
        Entry entry = space.stat(path);
        boolean drop = form.drop();
        if (entry.type() == Entry.Type.OTHER
                || drop && entry.type() != Entry.Type.FOLDER
                || album && entry.type() != Entry.Type.FILE) {
            throw ShareForm.refused(
                    "path", drop ? "Guests can put files into a folder only." : "Share a file or a folder.");
        }
        Share draft = new Share(
                "",
                "",
                path,
                entry.type() == Entry.Type.FOLDER,
                album,
                drop,
                form.note(),
                form.passphrase(),
                clock.instant(),
                form.expires(clock.instant()),
                form.maxBytes(),
                person.owner() ? "" : person.id());
        form.requireValid();
        Shares.Fresh fresh = shares.add(hashed(draft));
        access.audit().note(Event.SHARE_MADE, caller(exchange), person.owner() ? "" : person.name(), path.toString());
        Map<String, Object> json = describe(fresh.share(), space);
        json.put("token", fresh.token());
        exchange.json(201, json);
    }

    static Caller caller(Exchange exchange) {
        return new Caller(exchange.peer(), exchange.header("User-Agent"));
    }

    private Share hashed(Share draft) {
        return new Share(
                "",
                "",
                draft.path(),
                draft.folder(),
                draft.album(),
                draft.drop(),
                draft.note(),
                draft.locked() ? access.guests().hash(draft.passphrase()) : "",
                draft.created(),
                draft.expires(),
                draft.maxBytes(),
                draft.person());
    }

    private Map<String, Object> describe(Share share, Space space) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", share.id());
        json.put("path", share.path().toString());
        json.put("type", share.type());
        if (share.album()) {
            json.put("album", share.title());
        }
        json.put("mode", share.drop() ? "drop" : "read");
        json.put("note", share.note());
        json.put("locked", share.locked());
        json.put("created", EntryJson.time(share.created()));
        share.expires().ifPresent(at -> json.put("expires", EntryJson.time(at)));
        json.put("state", state(share, space));
        Usage usage = shares.usage(share);
        usage.lastVisit().map(EntryJson::time).ifPresent(at -> json.put("lastVisit", at));
        if (share.drop()) {
            json.put("files", usage.files());
            json.put("bytes", usage.bytes());
            json.put("maxBytes", share.maxBytes());
        }
        return json;
    }

    private String state(Share share, Space space) {
        Instant now = clock.instant();
        if (share.expired(now)) {
            return "expired";
        }
        try {
            boolean folder = space.stat(share.path()).type() == Entry.Type.FOLDER;
            return folder == share.folder() ? "open" : "missing";
        } catch (StorageException e) {
            return "missing";
        }
    }
}
