// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.BinItem;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.http.Target;

/** {@code /api/v1/files/…} and {@code /api/v1/bin…} for one signed-in person. */
public final class FilesEndpoint {
    private static final int PREFIX = 3; // api, v1, files
    private static final int DEFAULT_PAGE = 500;

    private final Transfers transfers;

    /** Shares the bounds on uploads and downloads with whatever else moves files. */
    public FilesEndpoint(Transfers transfers) {
        this.transfers = transfers;
    }

    /** Answers a request for files. */
    public void files(Exchange exchange, Space space) throws IOException {
        Target target = exchange.target();
        List<String> names = target.segments().subList(PREFIX, target.segments().size());
        FilePath path = FilePath.of(names);
        boolean folder = target.folder() || path.isRoot();
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                if (folder) {
                    list(exchange, space, path, path);
                } else {
                    transfers.download(exchange, space, path);
                }
            }
            case "PUT" -> {
                if (folder) {
                    makeFolder(exchange, space, path);
                } else {
                    store(exchange, space, path);
                }
            }
            case "POST" -> move(exchange, space, path);
            case "DELETE" -> delete(exchange, space, path);
            default ->
                throw new Problem(405, "Files know GET, HEAD, PUT, POST with “move-to”, and DELETE. Use one of these.")
                        .header("Allow", "GET, HEAD, PUT, POST, DELETE");
        }
    }

    /** Answers with part of a folder, as the query's {@code after} and {@code limit} ask; {@code shown} is what the answer calls it. */
    public static void list(Exchange exchange, Space space, FilePath path, FilePath shown) throws IOException {
        String after = exchange.target().query().getOrDefault("after", "");
        exchange.send(200, "application/json", EntryJson.folder(shown, space.list(path, after, limit(exchange))));
    }

    /** Returns the query's {@code limit}; problem 400 when it is none. */
    public static int limit(Exchange exchange) {
        String text = exchange.target().query().get("limit");
        if (text == null) {
            return DEFAULT_PAGE;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Space.MAX_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Falls through to the sentence.
        }
        throw new Problem(400, "“limit” is a number from 1 to " + Space.MAX_PAGE + ". Change it or leave it out.");
    }

    private void store(Exchange exchange, Space space, FilePath path) throws IOException {
        Upload.Stored stored = transfers.upload(exchange, space, path);
        exchange.set("ETag", EntryJson.quoted(stored.entry().etag()));
        exchange.json(stored.created() ? 201 : 200, EntryJson.stored(stored.entry()));
    }

    private void makeFolder(Exchange exchange, Space space, FilePath path) throws IOException {
        if (exchange.readBody().length > 0) {
            throw new Problem(400, "A folder is made with an empty body. To store a file, leave the last slash out.");
        }
        Entry made = space.makeFolder(path);
        exchange.json(201, EntryJson.stored(made));
    }

    private void move(Exchange exchange, Space space, FilePath path) throws IOException {
        String to = exchange.target().query().get("move-to");
        if (to == null || !to.startsWith("/")) {
            throw new Problem(400, "Say where to with “?move-to=” and the new path from the first slash on.");
        }
        String inner = to.substring(1, to.endsWith("/") && to.length() > 1 ? to.length() - 1 : to.length());
        List<String> names = new ArrayList<>(List.of(inner.split("/", -1)));
        Entry moved = space.move(path, FilePath.of(names), false);
        Map<String, Object> json = EntryJson.stored(moved);
        json.put("path", "/" + inner);
        exchange.json(200, json);
    }

    private void delete(Exchange exchange, Space space, FilePath path) throws IOException {
        BinItem item = space.delete(path);
        exchange.json(
                200,
                Map.of(
                        "undo", item.id(),
                        "name", path.name(),
                        "expires", EntryJson.time(item.expires())));
    }

    /** Answers {@code GET /api/v1/archive/<path>/}: a folder as one ZIP file. */
    public void archive(Exchange exchange, Space space) throws IOException {
        List<String> parts = exchange.target().segments();
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw new Problem(405, "A folder is packed with GET. Use it.").header("Allow", "GET, HEAD");
        }
        FolderZip.send(exchange, space, FilePath.of(parts.subList(PREFIX, parts.size())));
    }

    /** Answers a request for the bin. */
    public void bin(Exchange exchange, Space space) throws IOException {
        List<String> parts = exchange.target()
                .segments()
                .subList(PREFIX, exchange.target().segments().size());
        String asked = exchange.method() + " " + parts.size();
        if (asked.equals("GET 0")) {
            String before = exchange.target().query().getOrDefault("before", "");
            exchange.json(200, EntryJson.bin(space.bin(before, limit(exchange))));
        } else if (asked.equals("DELETE 0")) {
            String latest = exchange.target().query().get("latest");
            if (latest == null) {
                throw new Problem(400, "Say with “latest” which thing was the latest in the bin when you looked.");
            }
            exchange.json(200, Map.of("left", space.emptyBin(latest, limit(exchange))));
        } else if (asked.equals("POST 2") && parts.get(1).equals("restore")) {
            exchange.json(200, Map.of("path", space.restore(parts.get(0)).toString()));
        } else if (asked.equals("DELETE 1")) {
            space.purge(parts.get(0));
            exchange.empty(204);
        } else {
            throw new Problem(405, "The bin knows GET, POST …/restore and DELETE. Use one of these.")
                    .header("Allow", "GET, POST, DELETE");
        }
    }
}
