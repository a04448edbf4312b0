// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;

/** A snapshot file's JSON. */
public final class SnapshotFile {
    private static final int MAX_STRING = 1 << 16;

    private SnapshotFile() {}

    /** Writes it. */
    public static JsonWriter write(Snapshot s) {
        JsonWriter out = new JsonWriter(512);
        out.begin('{').name("time").plain(s.time().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        if (s.parent() != null) {
            out.name("parent").id(s.parent());
        }
        out.name("tree").id(s.tree());
        strings(out, "paths", s.paths());
        out.name("hostname").string(s.hostName()).name("username").string(s.userName());
        if (s.uid() != 0) {
            out.name("uid").number(s.uid() & 0xffffffffL);
        }
        if (s.gid() != 0) {
            out.name("gid").number(s.gid() & 0xffffffffL);
        }
        if (!s.excludes().isEmpty()) {
            strings(out, "excludes", s.excludes());
        }
        if (!s.tags().isEmpty()) {
            strings(out, "tags", s.tags());
        }
        if (s.original() != null) {
            out.name("original").id(s.original());
        }
        if (!s.programVersion().isEmpty()) {
            out.name("program_version").string(s.programVersion());
        }
        out.end('}');
        return out;
    }

    private static void strings(JsonWriter out, String name, List<String> values) {
        out.name(name).begin('[');
        values.forEach(out::string);
        out.end(']');
    }

    /** Reads it. @throws BackupException DAMAGED */
    public static Snapshot read(ObjectId file, byte[] json) {
        JsonReader in = new JsonReader(json, 0, json.length, MAX_STRING);
        Fields f = new Fields();
        if (!in.beginObject()) {
            throw BackupException.damaged("a snapshot is an object");
        }
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            f.read(in, field);
        }
        in.end();
        if (f.tree == null || f.time == null) {
            throw BackupException.damaged("a snapshot lacks its time or tree");
        }
        return new Snapshot(
                file,
                f.time,
                f.parent,
                f.tree,
                f.paths,
                f.host,
                f.user,
                f.uid,
                f.gid,
                f.excludes,
                f.tags,
                f.original,
                f.program);
    }

    private static final class Fields {
        private OffsetDateTime time;
        private ObjectId parent;
        private ObjectId tree;
        private List<String> paths = List.of();
        private String host = "";
        private String user = "";
        private int uid;
        private int gid;
        private List<String> excludes = List.of();
        private List<String> tags = List.of();
        private ObjectId original;
        private String program = "";

        private void read(JsonReader in, String field) {
            switch (field) {
                case "time" -> time = time(in.string());
                case "parent" -> parent = in.nullValue() ? null : in.id();
                case "tree" -> tree = in.nullValue() ? null : in.id();
                case "paths" -> paths = list(in);
                case "hostname" -> host = in.string();
                case "username" -> user = in.string();
                case "uid" -> uid = (int) in.number(0xffffffffL);
                case "gid" -> gid = (int) in.number(0xffffffffL);
                case "excludes" -> excludes = list(in);
                case "tags" -> tags = list(in);
                case "original" -> original = in.nullValue() ? null : in.id();
                case "program_version" -> program = in.string();
                default -> in.skip();
            }
        }

        private static OffsetDateTime time(String text) {
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeException e) {
                throw new BackupException(BackupException.Kind.DAMAGED, "malformed time in a snapshot", e);
            }
        }

        private static List<String> list(JsonReader in) {
            List<String> values = new ArrayList<>();
            if (in.beginArray()) {
                while (in.nextElement()) {
                    values.add(in.string());
                }
            }
            return values;
        }
    }
}
