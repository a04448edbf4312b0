// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.hearthplug.storage.Entry;

/**
 * The attributes that programs send and that the plug keeps: a size to cut to, a time of change. Owners and permissions are the plug's.
 *
 * @param bytes the size, if it was sent
 * @param modifiedSeconds the time of the last change in seconds since 1970, if it was sent
 */
record Attributes(OptionalLong bytes, OptionalLong modifiedSeconds) {
    private static final int SIZE = 1;
    private static final int OWNERS = 2;
    private static final int PERMISSIONS = 4;
    private static final int TIMES = 8;
    private static final DateTimeFormatter LIST_TIME =
            DateTimeFormatter.ofPattern("MMM dd  uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);

    static Attributes read(ByteBuffer packet) {
        int flags = packet.getInt();
        OptionalLong bytes = (flags & SIZE) != 0 ? OptionalLong.of(packet.getLong()) : OptionalLong.empty();
        if ((flags & OWNERS) != 0) {
            packet.getLong();
        }
        if ((flags & PERMISSIONS) != 0) {
            packet.getInt();
        }
        OptionalLong modified = OptionalLong.empty();
        if ((flags & TIMES) != 0) {
            packet.getInt();
            modified = OptionalLong.of(packet.getInt() & 0xFFFFFFFFL);
        }
        return new Attributes(bytes, modified);
    }

    static void write(Answer answer, Entry entry, long bytes) {
        answer.integer(SIZE | PERMISSIONS | TIMES).large(bytes).integer(mode(entry));
        int seconds = (int) Math.clamp(entry.modified().getEpochSecond(), 0, 0xFFFFFFFFL);
        answer.integer(seconds).integer(seconds);
    }

    private static int mode(Entry entry) {
        return switch (entry.type()) {
            case FILE -> 0100640;
            case FOLDER -> 0040750;
            case OTHER -> 0010000; // As a pipe: programs leave it alone.
        };
    }

    /** A line as {@code ls -l} writes it, for people who see the program's raw listing. */
    static String line(Entry entry, Instant modified) {
        String kind = switch (entry.type()) {
            case FILE -> "-rw-r-----";
            case FOLDER -> "drwxr-x---";
            case OTHER -> "p---------";
        };
        return String.format(
                Locale.ROOT,
                "%s 1 hearth hearth %12d %s %s",
                kind,
                entry.bytes(),
                LIST_TIME.format(modified),
                entry.name());
    }
}
