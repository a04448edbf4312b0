// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import java.io.InputStream;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;

/** An index file's JSON: packs and the blobs in each. */
public final class IndexFile {
    private static final long MAX_OFFSET = Integer.MAX_VALUE;

    private IndexFile() {}

    /** Hears of each pack and blob in the file. */
    public interface Visitor {
        /** A pack begins; the blobs that follow are in it. */
        void pack(ObjectId id);

        /** A blob of the last pack. */
        void blob(BlobRecord blob);
    }

    /** One pack's entry, to be written. */
    public record PackEntry(ObjectId id, List<BlobRecord> blobs) {}

    /** Reads a file. A pack without its id first is accepted, as JSON fields have no order. @throws BackupException DAMAGED */
    public static void read(InputStream json, Visitor visitor) {
        JsonReader in = new JsonReader(json, 4096);
        if (!in.beginObject()) {
            throw BackupException.damaged("an index is an object");
        }
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            if (field.equals("packs") && in.beginArray()) {
                while (in.nextElement()) {
                    pack(in, visitor);
                }
            } else if (!field.equals("packs")) {
                in.skip();
            }
        }
        in.end();
    }

    private static void pack(JsonReader in, Visitor visitor) {
        boolean named = false;
        if (!in.beginObject()) {
            throw BackupException.damaged("a pack of an index is an object");
        }
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "id" -> {
                    visitor.pack(in.id());
                    named = true;
                }
                case "blobs" -> {
                    if (!named) {
                        throw BackupException.damaged("an index names blobs before their pack");
                    }
                    blobs(in, visitor);
                }
                default -> in.skip();
            }
        }
    }

    private static void blobs(JsonReader in, Visitor visitor) {
        if (!in.beginArray()) {
            return;
        }
        while (in.nextElement()) {
            visitor.blob(blob(in));
        }
    }

    private static BlobRecord blob(JsonReader in) {
        ObjectId id = null;
        BlobType type = null;
        long offset = 0;
        long length = 0;
        long plain = 0;
        in.beginObject();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "id" -> id = in.id();
                case "type" -> type = BlobType.ofWord(in.string());
                case "offset" -> offset = in.number(MAX_OFFSET);
                case "length" -> length = in.number(MAX_OFFSET);
                case "uncompressed_length" -> plain = in.number(MAX_OFFSET);
                default -> in.skip();
            }
        }
        if (id == null || type == null || length < 32 || offset + length > MAX_OFFSET) {
            throw BackupException.damaged("a blob of an index is incomplete");
        }
        return new BlobRecord(type, id, (int) offset, (int) length, (int) plain);
    }

    /** Writes a file's JSON. */
    public static JsonWriter write(List<PackEntry> packs) {
        return write(packs, new JsonWriter(65536));
    }

    /** Writes a file's JSON into memory that is used again. @return {@code out} */
    public static JsonWriter write(List<PackEntry> packs, JsonWriter out) {
        out.reset().begin('{').name("packs").begin('[');
        for (PackEntry pack : packs) {
            out.begin('{').name("id").id(pack.id()).name("blobs").begin('[');
            for (BlobRecord b : pack.blobs()) {
                out.begin('{').name("id").id(b.id());
                out.name("type").plain(b.type().word());
                out.name("offset").number(b.offset());
                out.name("length").number(b.length());
                if (b.plainLength() != 0) {
                    out.name("uncompressed_length").number(b.plainLength());
                }
                out.end('}');
            }
            out.end(']').end('}');
        }
        out.end(']').end('}');
        return out;
    }
}
