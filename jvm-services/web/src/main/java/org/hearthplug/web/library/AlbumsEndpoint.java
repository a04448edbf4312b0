// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.storage.BinItem;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.files.FolderZip;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/albums…} for one signed-in person. */
public final class AlbumsEndpoint {
    /** The largest request, in bytes: some hundreds of paths. */
    private static final int MAX_BODY = 256 * 1024;

    private static final int USUAL_PAGE = 200;
    private static final Set<String> PARTS = Set.of("pictures", "archive");

    private final Albums albums;

    /** Answers for these albums. */
    public AlbumsEndpoint(Albums albums) {
        this.albums = albums;
    }

    /** Hears of an album that is called otherwise. */
    @FunctionalInterface
    public interface Renamed {
        /** Both are where the album's file is, before and now. */
        void to(FilePath before, FilePath now) throws IOException;
    }

    /** Answers: {@code rest} is what follows {@code /api/v1/albums}. */
    public void serve(Exchange exchange, List<String> rest, Space space, Renamed renamed) throws IOException {
        boolean part = rest.size() == 2 && PARTS.contains(rest.get(1));
        String verb = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        switch (verb + " " + (part ? rest.get(1) : rest.size())) {
            case "GET 0" ->
                exchange.json(
                        200,
                        Map.of(
                                "items",
                                albums.all(space).stream()
                                        .map(AlbumsEndpoint::describe)
                                        .toList()));
            case "POST 0" -> make(exchange, space);
            case "GET 1" -> show(exchange, space, rest.getFirst());
            case "PUT 1" -> change(exchange, space, rest.getFirst(), renamed);
            case "DELETE 1" -> {
                BinItem item = albums.remove(space, rest.getFirst());
                exchange.json(
                        200,
                        Map.of("undo", item.id(), "name", rest.getFirst(), "expires", EntryJson.time(item.expires())));
            }
            case "GET archive" -> {
                FilePath file = Albums.place(rest.getFirst());
                FolderZip.send(exchange, space, rest.getFirst(), albums.everything(space, file));
            }
            case "POST pictures" -> pictures(exchange, space, rest.getFirst());
            default ->
                throw new Problem(
                                405,
                                "Albums know GET, POST, PUT and DELETE, and POST for their “pictures”. Use one of these.")
                        .header("Allow", "GET, POST, PUT, DELETE");
        }
    }

    private void make(Exchange exchange, Space space) throws IOException {
        Map<String, Object> form = Json.readObject(exchange.readBody(MAX_BODY));
        exchange.json(201, describe(albums.make(space, name(form), paths(form, "add"))));
    }

    private void show(Exchange exchange, Space space, String name) throws IOException {
        Map<String, String> query = exchange.target().query();
        Albums.Part part = albums.show(
                space,
                Albums.place(name),
                query.getOrDefault("after", ""),
                LibraryEndpoint.number(exchange, "limit", USUAL_PAGE, 1, FileIndex.MAX_PAGE));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("count", part.count());
        json.put("missing", part.missing());
        part.cover().ifPresent(path -> json.put("cover", path.toString()));
        json.put("items", part.pictures().stream().map(AlbumsEndpoint::describe).toList());
        part.next().ifPresent(next -> json.put("next", next));
        exchange.json(200, json);
    }

    private void change(Exchange exchange, Space space, String name, Renamed renamed) throws IOException {
        Map<String, Object> form = Json.readObject(exchange.readBody());
        if (form.get("cover") instanceof String) {
            FilePath cover =
                    paths(Map.of("cover", List.of(form.get("cover"))), "cover").getFirst();
            albums.change(space, name, album -> {
                if (!album.holds(cover)) {
                    throw new Problem(422, "The cover is one of the album's pictures. Add it to the album first.");
                }
                return album.withCover(cover);
            });
        }
        String called = name;
        if (form.get("name") instanceof String) {
            called = name(form);
            if (!called.equals(name)) {
                albums.rename(space, name, called);
                renamed.to(Albums.place(name), Albums.place(called));
            }
        }
        exchange.json(200, describe(albums.summary(space, Albums.place(called))));
    }

    private void pictures(Exchange exchange, Space space, String name) throws IOException {
        Map<String, Object> form = Json.readObject(exchange.readBody(MAX_BODY));
        List<FilePath> add = paths(form, "add");
        Set<FilePath> remove = new HashSet<>(paths(form, "remove"));
        boolean forget = Boolean.TRUE.equals(form.get("forgetMissing"));
        int[] added = {0};
        Albums.Summary now = albums.change(space, name, album -> {
            Album kept = album.without(path -> remove.contains(path) || forget && !albums.isThere(space, path));
            List<Album.Item> fresh = albums.items(space, kept, add);
            added[0] = fresh.size();
            return kept.with(fresh);
        });
        Map<String, Object> json = describe(now);
        json.put("added", added[0]);
        exchange.json(200, json);
    }

    private static Map<String, Object> describe(Albums.Summary album) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", album.name());
        json.put("count", album.count());
        json.put("modified", EntryJson.time(album.file().modified()));
        album.cover().ifPresent(path -> json.put("cover", path.toString()));
        return json;
    }

    private static Map<String, Object> describe(Albums.Shown one) {
        Map<String, Object> json = LibraryEndpoint.describe(one.about());
        json.put("key", one.name());
        return json;
    }

    private static String name(Map<String, Object> form) {
        String name = form.get("name") instanceof String text ? text.strip() : "";
        if (name.isEmpty() || name.startsWith(".")) {
            throw new Problem(
                    422,
                    "An album needs a name, which does not begin with a full stop.",
                    List.of(new Problem.Field("name", "Write a name that does not begin with a full stop.")));
        }
        return name;
    }

    private static List<FilePath> paths(Map<String, Object> form, String field) throws IOException {
        List<FilePath> paths = new ArrayList<>();
        if (form.get(field) instanceof List<?> list) {
            for (Object one : list) {
                if (!(one instanceof String text) || !text.startsWith("/") || text.length() < 2) {
                    throw new Problem(422, "“" + field + "” is a list of paths from the first slash on. Check it.");
                }
                paths.add(FilePath.of(List.of(text.substring(1).split("/", -1))));
            }
        }
        return paths;
    }
}
