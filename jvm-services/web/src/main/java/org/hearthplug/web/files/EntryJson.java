// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import io.avaje.json.JsonWriter;
import io.avaje.json.stream.BytesJsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.storage.BinItem;
import org.hearthplug.storage.BinPage;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Page;
import org.hearthplug.web.http.Json;

/** Entries, folders and the bin as JSON. */
public final class EntryJson {
    private EntryJson() {}

    /** Returns a type as the API names it. */
    public static String type(Entry.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** Times go out to the millisecond; that is what browsers can hold. */
    public static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Returns an entry without its type. */
    public static Map<String, Object> stored(Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", entry.name());
        json.put("bytes", entry.bytes());
        json.put("modified", time(entry.modified()));
        json.put("etag", quoted(entry.etag()));
        return json;
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /** What an answer says of an entry beside the usual. */
    @FunctionalInterface
    interface More {
        void of(Entry entry, JsonWriter json) throws IOException;
    }

    static byte[] folder(FilePath path, Page page) throws IOException {
        return folder(path, Map.of(), page, (entry, json) -> {});
    }

    /** As {@link #folder(FilePath, Page)}, with texts about the folder and more of each entry. */
    static byte[] folder(FilePath path, Map<String, String> head, Page page, More more) throws IOException {
        BytesJsonWriter bytes = Json.stream().bufferedWriterAsBytes();
        try (JsonWriter json = bytes) {
            json.beginObject();
            json.name("path");
            json.value(path.isRoot() ? "/" : path + "/");
            head.forEach((name, text) -> {
                json.name(name);
                json.value(text);
            });
            json.name("entries");
            json.beginArray();
            for (Entry entry : page.entries()) {
                json.beginObject();
                fields(json, entry);
                more.of(entry, json);
                json.endObject();
            }
            json.endArray();
            if (page.next().isPresent()) {
                json.name("next");
                json.value(page.next().get());
            }
            json.endObject();
        }
        return bytes.result();
    }

    private static void fields(JsonWriter json, Entry entry) {
        json.name("name");
        json.value(entry.name());
        json.name("type");
        json.value(type(entry.type()));
        json.name("bytes");
        json.value(entry.bytes());
        json.name("modified");
        json.value(time(entry.modified()));
        json.name("etag");
        json.value(quoted(entry.etag()));
    }

    static Map<String, Object> bin(BinPage page) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("items", page.items().stream().map(EntryJson::binItem).toList());
        json.put("count", page.count());
        page.next().ifPresent(next -> json.put("next", next));
        return json;
    }

    private static Map<String, Object> binItem(BinItem item) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", item.id());
        json.put("name", item.path().name());
        json.put("path", item.path().toString());
        json.put("type", type(item.type()));
        json.put("bytes", item.bytes());
        json.put("deleted", time(item.deleted()));
        json.put("expires", time(item.expires()));
        return json;
    }
}
