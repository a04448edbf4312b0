// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.index.Thumbs;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.files.FilesEndpoint;
import org.hearthplug.web.files.FolderZip;
import org.hearthplug.web.files.StorageProblems;
import org.hearthplug.web.files.Transfers;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.library.Albums;
import org.hearthplug.web.library.ThumbsEndpoint;

/**
 * {@code /api/v1/shared/<token>/…}: what whoever has a link may do. Everything a guest names is looked up below what is shared, by names
 * that are valid one by one, so that no path leads out; guests have transfers of their own, so that they do not keep the owner out.
 */
final class GuestEndpoint {
    private static final String COOKIE = "__Secure-hearth-guest";
    private static final int TRANSFERS = 24;

    private final Shares shares;
    private final Access access;
    private final PeopleSpaces spaces;
    private final Tickets tickets = new Tickets(System::nanoTime);
    private final Transfers transfers = new Transfers(TRANSFERS);
    private final ThumbsEndpoint thumbs;
    private final DropBox box;
    private final Albums albums;

    GuestEndpoint(Shares shares, Access access, PeopleSpaces spaces, Thumbs thumbs, Albums albums) {
        this.shares = shares;
        this.access = access;
        this.spaces = spaces;
        this.thumbs = new ThumbsEndpoint(thumbs);
        this.box = new DropBox(shares, transfers);
        this.albums = albums;
    }

    void serve(Exchange exchange, List<String> rest) throws IOException {
        if (rest.isEmpty()) {
            throw new Problem(404, "A link has a code. Open it as it was sent to you.");
        }
        Share share = shares.require(rest.getFirst());
        List<String> asked = rest.subList(1, rest.size());
        boolean admitted = !share.locked()
                || exchange.cookie(COOKIE)
                        .filter(ticket -> tickets.admits(ticket, share.id()))
                        .isPresent();
        String verb = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        if (asked.isEmpty() && verb.equals("GET")) {
            exchange.json(200, describe(share, admitted));
            return;
        }
        if (asked.equals(List.of("unlock")) && verb.equals("POST")) {
            unlock(exchange, share, rest.getFirst());
            return;
        }
        if (!admitted) {
            throw new Problem(401, "This link has a passphrase. Enter it on the link's page first.");
        }
        try {
            inside(exchange, share, asked, verb);
        } catch (StorageException e) {
            throw withoutPath(e);
        }
    }

    /** The storage's own sentences name whole paths, which are the owner's affair. */
    private static Problem withoutPath(StorageException e) {
        int status = StorageProblems.of(e).status();
        return switch (e.kind()) {
            case NAME_INVALID, LENGTH_MISMATCH -> new Problem(status, e.getMessage());
            case NOT_FOUND, PARENT_MISSING, NOT_A_FOLDER, NOT_A_FILE ->
                new Problem(
                        404, "This is not here, or no longer. Go back to the link's page, or ask who sent it to you.");
            case TOO_LARGE -> new Problem(status, "The file is larger than the plug takes. Send a smaller one.");
            case FULL -> new Problem(status, "The plug's disk is full. Tell the person who sent you the link.");
            default -> new Problem(status, "The plug could not do this. Tell the person who sent you the link.");
        };
    }

    private void inside(Exchange exchange, Share share, List<String> asked, String verb) throws IOException {
        String what = asked.isEmpty() ? "" : asked.getFirst();
        if (!List.of("files", "thumbs", "archive").contains(what)) {
            throw new Problem(404, "A link has “files”, “thumbs” and “archive”. Ask for one of these.");
        }
        if (share.drop()) {
            box.take(exchange, space(share), share, asked);
            return;
        }
        if (!verb.equals("GET")) {
            throw new Problem(405, "What is shared here can only be read. Use GET.").header("Allow", "GET, HEAD");
        }
        Space space = space(share);
        List<String> names = asked.subList(1, asked.size());
        if (what.equals("files") && (names.isEmpty() || exchange.target().folder())) {
            list(exchange, space, share, names);
        } else if (what.equals("files")) {
            transfers.download(exchange, space, below(space, share, names));
        } else if (what.equals("thumbs") && !names.isEmpty()) {
            thumbs.send(exchange, space, below(space, share, names));
        } else if (what.equals("archive") && share.album() && names.isEmpty()) {
            FolderZip.send(exchange, space, share.title(), albums.everything(space, share.path()));
        } else if (what.equals("archive") && share.folder()) {
            FolderZip.send(exchange, space, below(space, share, names));
        } else {
            throw new Problem(404, "There is nothing of this kind here. Ask for “files”.");
        }
    }

    private void list(Exchange exchange, Space space, Share share, List<String> names) throws IOException {
        FilePath shown = FilePath.of(names);
        if (share.folder()) {
            shares.visited(share);
            FilesEndpoint.list(exchange, space, below(space, share, names), shown);
            return;
        }
        if (!names.isEmpty()) {
            throw nothing();
        }
        shares.visited(share);
        if (share.album()) {
            listAlbum(exchange, space, share);
            return;
        }
        Entry only = space.stat(share.path());
        Map<String, Object> entry = EntryJson.stored(only);
        entry.put("type", EntryJson.type(only.type()));
        exchange.json(200, Map.of("path", "/", "entries", List.of(entry)));
    }

    /** An album's pictures in the form of a folder's entries, by the time of taking. */
    private void listAlbum(Exchange exchange, Space space, Share share) throws IOException {
        String after = exchange.target().query().getOrDefault("after", "");
        Albums.Part part = albums.show(space, share.path(), after, FilesEndpoint.limit(exchange));
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Albums.Shown one : part.pictures()) {
            Map<String, Object> entry = EntryJson.stored(one.entry());
            entry.put("name", one.name());
            entry.put("type", EntryJson.type(one.entry().type()));
            entries.add(entry);
        }
        Map<String, Object> json = new LinkedHashMap<>(Map.of("path", "/", "entries", entries));
        part.next().ifPresent(next -> json.put("next", next));
        exchange.json(200, json);
    }

    /** Returns where in the owner's space a guest's path is; a file that is shared has itself below it, an album its pictures. */
    private FilePath below(Space space, Share share, List<String> names) throws IOException {
        if (share.album()) {
            return (names.size() == 1 ? albums.find(space, share.path(), names.getFirst()) : Optional.<FilePath>empty())
                    .orElseThrow(GuestEndpoint::nothing);
        }
        if (!share.folder()) {
            if (!names.equals(List.of(share.path().name()))) {
                throw nothing();
            }
            return share.path();
        }
        FilePath path = share.path();
        for (String name : names) {
            path = path.child(name);
        }
        return path;
    }

    private static Problem nothing() {
        return new Problem(404, "There is nothing at this address. Go back to the link's page.");
    }

    private void unlock(Exchange exchange, Share share, String token) throws IOException {
        Object passphrase = Json.readObject(exchange.readBody()).get("passphrase");
        if (!share.locked()) {
            exchange.empty(204);
            return;
        }
        String said = passphrase instanceof String text ? text : "";
        try {
            access.guests().require(exchange.peer(), share.id(), said, share.passphrase());
        } catch (Problem e) {
            access.audit()
                    .noteSeldom(
                            Event.SHARE_REFUSED,
                            ShareDoor.caller(exchange),
                            share.path().toString());
            throw e;
        }
        access.audit()
                .noteSeldom(
                        Event.SHARE_UNLOCKED,
                        ShareDoor.caller(exchange),
                        share.path().toString());
        exchange.set(
                "Set-Cookie",
                COOKIE + "=" + tickets.issue(share.id()) + "; Path=/api/v1/shared/" + token
                        + "; Secure; HttpOnly; SameSite=Strict; Max-Age=" + Tickets.LIFE.toSeconds());
        exchange.empty(204);
    }

    /** Who has not said the passphrase learns that there is one, and what the sign-in page tells everybody. */
    private Map<String, Object> describe(Share share, boolean admitted) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("plugName", access.plugName().orElse(""));
        json.put("locked", !admitted);
        if (admitted) {
            json.put(
                    "ownerName",
                    access.household()
                            .anybody(share.person())
                            .orElseThrow(GuestEndpoint::nothing)
                            .name());
            json.put("name", share.title());
            json.put("type", share.type());
            json.put("mode", share.drop() ? "drop" : "read");
            share.expires().ifPresent(at -> json.put("expires", EntryJson.time(at)));
            if (share.drop()) {
                json.put(
                        "spareBytes",
                        Math.max(0, share.maxBytes() - shares.usage(share).bytes()));
            }
        }
        return json;
    }

    /** The files of who made the link, as they may see them now. */
    private Space space(Share share) throws IOException {
        return spaces.of(share.person()).orElseThrow(GuestEndpoint::nothing);
    }
}
