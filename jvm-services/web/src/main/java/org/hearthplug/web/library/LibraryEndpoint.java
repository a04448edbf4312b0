// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.index.Answer;
import org.hearthplug.storage.index.FileIndex;
import org.hearthplug.storage.index.Match;
import org.hearthplug.storage.index.Picture;
import org.hearthplug.storage.index.Song;
import org.hearthplug.storage.index.Thumbs;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/search}, {@code photos}, {@code thumbs} and {@code music} for one signed-in person. */
public final class LibraryEndpoint {
    private static final int PREFIX = 3; // api, v1, search
    private static final int MAX_SONGS = 2000;
    private static final int MAX_FROM = 99_999_999;

    private final Everything everything;
    private final ThumbsEndpoint thumbs;

    /** Answers from an index. */
    public LibraryEndpoint(Storage storage, FileIndex index) {
        this.everything = new Everything(index);
        this.thumbs = new ThumbsEndpoint(new Thumbs(storage, index));
    }

    /** Answers {@code GET /api/v1/search?q=…&under=…&limit=…}. */
    public void search(Exchange exchange, Space space) throws IOException {
        requireGet(exchange, 0);
        Map<String, String> query = exchange.target().query();
        String words = query.getOrDefault("q", "").strip();
        if (words.isEmpty()) {
            throw new Problem(400, "Say what to look for with “?q=”.");
        }
        FilePath under = path(query.getOrDefault("under", "/"));
        Answer answer = everything.search(space, words, under, number(exchange, "limit", 50, 1, FileIndex.MAX_MATCHES));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "matches",
                answer.matches().stream().map(LibraryEndpoint::describe).toList());
        json.put("more", answer.more());
        json.put("complete", answer.complete());
        exchange.json(200, json);
    }

    /** Answers {@code GET /api/v1/photos?before=…&limit=…} and {@code GET /api/v1/photos/months}. */
    public void photos(Exchange exchange, Space space) throws IOException {
        List<String> parts = exchange.target().segments();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("complete", everything.complete(space)); // before anything is read
        if (parts.size() == PREFIX + 1 && parts.getLast().equals("months")) {
            requireGet(exchange, 1);
            json.put("months", everything.months(space));
        } else {
            requireGet(exchange, 0);
            int limit = number(exchange, "limit", 200, 1, FileIndex.MAX_PAGE);
            List<Picture> found = everything.pictures(
                    space, Optional.ofNullable(exchange.target().query().get("before")), limit);
            json.put("items", found.stream().map(LibraryEndpoint::describe).toList());
            if (found.size() == limit) {
                json.put("next", found.getLast().key());
            }
        }
        exchange.json(200, json);
    }

    /** Answers {@code GET /api/v1/music?from=…&limit=…}. */
    public void music(Exchange exchange, Space space) throws IOException {
        requireGet(exchange, 0);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("complete", everything.complete(space)); // before anything is read
        int from = number(exchange, "from", 0, 0, MAX_FROM);
        int limit = number(exchange, "limit", MAX_SONGS, 1, MAX_SONGS);
        List<Song> songs = new ArrayList<>();
        Optional<Integer> next = everything.songs(space, from, limit, songs);
        json.put("items", songs.stream().map(LibraryEndpoint::describe).toList());
        next.ifPresent(at -> json.put("next", at));
        exchange.json(200, json);
    }

    /** Answers {@code GET} and {@code PUT /api/v1/thumbs/<path>}. */
    public void thumbs(Exchange exchange, Space space) throws IOException {
        List<String> parts = exchange.target().segments();
        thumbs.serve(exchange, space, FilePath.of(parts.subList(PREFIX, parts.size())));
    }

    private static Map<String, Object> describe(Match match) {
        Map<String, Object> json = EntryJson.stored(match.entry());
        json.put("type", EntryJson.type(match.entry().type()));
        json.put("path", match.path().toString());
        return json;
    }

    static Map<String, Object> describe(Picture picture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", picture.key());
        json.put("path", picture.path().toString());
        json.put("film", picture.film());
        json.put("taken", EntryJson.time(java.time.Instant.ofEpochMilli(picture.takenMillis())));
        json.put("width", picture.width());
        json.put("height", picture.height());
        json.put("seconds", picture.seconds());
        json.put("bytes", picture.bytes());
        json.put("preview", picture.preview());
        return json;
    }

    private static Map<String, Object> describe(Song song) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", song.path().toString());
        json.put("title", song.title());
        json.put("artist", song.artist());
        json.put("album", song.album());
        json.put("track", song.track());
        json.put("albumArtist", song.albumArtist());
        json.put("disc", song.disc());
        json.put("cover", song.cover());
        json.put("seconds", song.seconds());
        return json;
    }

    private static void requireGet(Exchange exchange, int more) {
        if (!exchange.method().equals("GET")) {
            throw new Problem(405, "This can only be read. Use GET.").header("Allow", "GET");
        }
        if (exchange.target().segments().size() != PREFIX + more) {
            throw new Problem(404, "There is nothing at this address. “/api/v1/openapi.json” lists what there is.");
        }
    }

    private static FilePath path(String text) throws IOException {
        if (!text.startsWith("/")) {
            throw new Problem(400, "“under” is a path from the first slash on. Change it or leave it out.");
        }
        String inner = text.substring(1, text.endsWith("/") && text.length() > 1 ? text.length() - 1 : text.length());
        return inner.isEmpty() ? FilePath.ROOT : FilePath.of(new ArrayList<>(List.of(inner.split("/", -1))));
    }

    static int number(Exchange exchange, String name, int usual, int least, int most) {
        String text = exchange.target().query().get(name);
        if (text == null) {
            return usual;
        }
        if (text.matches("\\d{1,8}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new Problem(
                400, "“" + name + "” is a number from " + least + " to " + most + ". Change it or leave it out.");
    }
}
