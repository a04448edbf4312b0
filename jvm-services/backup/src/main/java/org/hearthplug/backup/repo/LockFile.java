// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.json.JsonReader;
import org.hearthplug.backup.json.JsonWriter;

/** A lock file's JSON: who works on the repository since when, and whether alone. */
record LockFile(Instant time, boolean exclusive, String hostName, String userName, long pid) {
    JsonWriter write() {
        JsonWriter out = new JsonWriter(256);
        out.begin('{')
                .name("time")
                .plain(time.atZone(ZoneId.systemDefault()).toOffsetDateTime().toString());
        out.name("exclusive").literal(Boolean.toString(exclusive));
        out.name("hostname").string(hostName).name("username").string(userName);
        out.name("pid").number(pid).end('}');
        return out;
    }

    static LockFile read(byte[] json) {
        JsonReader in = new JsonReader(json, 0, json.length, 4096);
        Instant time = Instant.EPOCH;
        boolean exclusive = false;
        String host = "";
        String user = "";
        long pid = 0;
        in.beginObject();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "time" -> time = time(in.string());
                case "exclusive" -> exclusive = in.bool();
                case "hostname" -> host = in.string();
                case "username" -> user = in.string();
                case "pid" -> pid = in.number(Long.MAX_VALUE);
                default -> in.skip();
            }
        }
        return new LockFile(time, exclusive, host, user, pid);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "malformed time in a lock", e);
        }
    }

    @Override
    public String toString() {
        return (exclusive ? "exclusive lock" : "lock") + " of process " + pid + " at " + hostName + " since " + time;
    }
}
