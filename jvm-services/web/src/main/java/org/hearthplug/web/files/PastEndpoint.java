// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Page;
import org.hearthplug.storage.Past;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.Version;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/versions/…}: former contents of a file; {@code /api/v1/past/…}: files and folders as they were at a moment. */
public final class PastEndpoint {
    private static final int PREFIX = 3; // api, v1, versions or past

    private final Transfers transfers;

    /** Shares the bound on downloads. */
    public PastEndpoint(Transfers transfers) {
        this.transfers = transfers;
    }

    private static FilePath path(Exchange exchange) throws IOException {
        List<String> parts = exchange.target().segments();
        return FilePath.of(parts.subList(PREFIX, parts.size()));
    }

    /** Answers for former contents; {@code id} in the query names one. */
    public void versions(Exchange exchange, Space space) throws IOException {
        FilePath path = path(exchange);
        Optional<String> id = Optional.ofNullable(exchange.target().query().get("id"));
        Past past = space.past();
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                if (id.isPresent()) {
                    transfers.download(exchange, () -> past.open(path, id.get()));
                } else {
                    exchange.json(
                            200,
                            Map.of(
                                    "items",
                                    past.versions(path).stream()
                                            .map(PastEndpoint::json)
                                            .toList()));
                }
            }
            case "POST" -> exchange.json(200, EntryJson.stored(past.restore(path, wanted(id))));
            case "DELETE" -> {
                past.forget(path, wanted(id));
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "Versions know GET, POST and DELETE. Use one of these.")
                        .header("Allow", "GET, HEAD, POST, DELETE");
        }
    }

    private static String wanted(Optional<String> id) {
        return id.orElseThrow(() -> new Problem(400, "Say which version with “?id=”, as the list names it."));
    }

    private static Map<String, Object> json(Version version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", version.id());
        json.put("bytes", version.bytes());
        json.put("modified", EntryJson.time(version.modified()));
        json.put("from", EntryJson.time(version.from()));
        json.put("until", EntryJson.time(version.until()));
        return json;
    }

    /** Answers for a moment, the query's {@code at}: a folder's list, a file's bytes; POST copies it into the present. */
    public void past(Exchange exchange, Space space) throws IOException {
        FilePath path = path(exchange);
        boolean folder = exchange.target().folder() || path.isRoot();
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                Instant at = moment(exchange);
                if (folder) {
                    exchange.send(200, "application/json", list(exchange, space, path, at));
                } else {
                    transfers.download(exchange, () -> space.past().open(path, at));
                }
            }
            case "POST" -> bringBack(exchange, space, path);
            default ->
                throw new Problem(405, "The past knows GET and POST. Use one of these.")
                        .header("Allow", "GET, HEAD, POST");
        }
    }

    private static Instant moment(Exchange exchange) {
        String text = exchange.target().query().getOrDefault("at", "");
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Problem(400, "Say which moment with “?at=”, such as 2026-11-23T18:00:00Z.");
        }
    }

    private static void bringBack(Exchange exchange, Space space, FilePath path) throws IOException {
        Instant at = moment(exchange);
        String to = exchange.target().query().getOrDefault("to", path.toString());
        if (!to.startsWith("/")) {
            throw new Problem(400, "“to” is the new path from the first slash on. Change it or leave it out.");
        }
        Entry entry = space.past()
                .bringBack(path, at, FilePath.of(List.of(to.substring(1).split("/", -1))));
        Map<String, Object> json = EntryJson.stored(entry);
        json.put("path", to);
        exchange.json(200, json);
    }

    private static byte[] list(Exchange exchange, Space space, FilePath path, Instant at) throws IOException {
        String after = exchange.target().query().getOrDefault("after", "");
        Past past = space.past();
        Page page = past.list(path, at, after, FilesEndpoint.limit(exchange));
        Map<String, String> head = new LinkedHashMap<>();
        head.put("at", EntryJson.time(at));
        head.put("earliest", EntryJson.time(past.earliest()));
        return EntryJson.folder(path, head, page, (entry, json) -> {
            json.name("since");
            json.value(since(space, path, entry));
        });
    }

    /** What happened to an entry since: nothing that shows, another content, or it is no longer there. */
    private static String since(Space space, FilePath path, Entry then) throws IOException {
        try {
            Entry now = space.stat(path.child(then.name()));
            boolean same = now.type() == then.type()
                    && (then.type() != Entry.Type.FILE || now.etag().equals(then.etag()));
            return same ? "same" : "changed";
        } catch (StorageException e) {
            return switch (e.kind()) {
                case NOT_FOUND, PARENT_MISSING, NOT_A_FOLDER -> "gone";
                default -> throw e;
            };
        }
    }
}
