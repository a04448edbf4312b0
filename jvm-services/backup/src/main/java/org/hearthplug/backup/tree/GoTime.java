// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.json.JsonWriter;

/** RFC 3339 with nanoseconds, trailing zeros left out: how Go writes a time. In the local zone, as restic does. */
final class GoTime {
    private static final long MIN_SECOND = -62167219200L; // 0000-01-01
    private static final long MAX_SECOND = 253402300799L; // 9999-12-31

    private final ZoneRules rules;
    private final boolean utc;

    GoTime(ZoneId zone) {
        rules = zone.getRules();
        utc = rules.isFixedOffset() && rules.getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    }

    void write(JsonWriter out, String name, long second, int nanos) {
        long at = Math.clamp(second, MIN_SECOND, MAX_SECOND);
        int offset = utc ? 0 : rules.getOffset(Instant.ofEpochSecond(at)).getTotalSeconds();
        // RFC 3339 has no seconds in an offset; local mean times before 1900 have. Whole minutes lose nothing.
        offset -= offset % 60;
        // A zone's offset must not push the year over the edge of four digits.
        if (at + offset < MIN_SECOND || at + offset > MAX_SECOND) {
            offset = 0;
        }
        out.name(name).begin('"');
        date(out, Math.floorDiv(at + offset, 86400));
        int s = (int) Math.floorMod(at + offset, 86400L);
        out.append('T');
        two(out, s / 3600);
        out.append(':');
        two(out, s / 60 % 60);
        out.append(':');
        two(out, s % 60);
        fraction(out, nanos);
        zone(out, offset);
        out.end('"');
    }

    private static void date(JsonWriter out, long epochDay) {
        // Days since 0000-03-01 in eras of 400 years.
        long z = epochDay + 719468;
        long era = Math.floorDiv(z, 146097);
        int dayOfEra = (int) (z - era * 146097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        two(out, year / 100);
        two(out, year % 100);
        out.append('-');
        two(out, month);
        out.append('-');
        two(out, dayOfYear - (153 * shifted + 2) / 5 + 1);
    }

    private static void two(JsonWriter out, int value) {
        out.append('0' + value / 10);
        out.append('0' + value % 10);
    }

    private static void fraction(JsonWriter out, int nanos) {
        if (nanos == 0) {
            return;
        }
        out.append('.');
        int rest = nanos;
        for (int unit = 100_000_000; rest > 0; unit /= 10) {
            out.append('0' + rest / unit);
            rest %= unit;
        }
    }

    private static void zone(JsonWriter out, int offset) {
        if (offset == 0) {
            out.append('Z');
            return;
        }
        out.append(offset < 0 ? '-' : '+');
        int minutes = Math.abs(offset) / 60;
        two(out, minutes / 60);
        out.append(':');
        two(out, minutes % 60);
    }

    /** @throws BackupException DAMAGED when it is no time */
    static Instant parse(byte[] text) {
        if (text.length == 0) {
            return Instant.EPOCH;
        }
        if (text.length < 20 || text.length > 40) {
            throw BackupException.damaged("malformed time");
        }
        if (text[text.length - 1] == 'Z') {
            Instant quick = parseUtc(text);
            if (quick != null) {
                return quick;
            }
        }
        try {
            return OffsetDateTime.parse(new String(text, StandardCharsets.US_ASCII))
                    .toInstant();
        } catch (DateTimeException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "malformed time", e);
        }
    }

    private static Instant parseUtc(byte[] t) {
        int year = digits(t, 0, 4);
        int month = digits(t, 5, 2);
        int day = digits(t, 8, 2);
        int hour = digits(t, 11, 2);
        int minute = digits(t, 14, 2);
        int second = digits(t, 17, 2);
        int nanos = 0;
        int count = t.length - 21;
        if (t.length > 20) {
            nanos = count > 0 && count <= 9 && t[19] == '.' ? digits(t, 20, count) : -1;
            for (int i = count; i < 9; i++) {
                nanos *= 10;
            }
        }
        boolean bad = year < 0 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month) || nanos < 0;
        if (bad || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return null;
        }
        if (t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':') {
            return null;
        }
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long epochDay = era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
        return Instant.ofEpochSecond(epochDay * 86400 + hour * 3600L + minute * 60L + second, nanos);
    }

    private static int lastDay(int year, int month) {
        if (month == 2) {
            return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    private static int digits(byte[] t, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            if (t[i] < '0' || t[i] > '9') {
                return -1;
            }
            value = value * 10 + t[i] - '0';
        }
        return value;
    }
}
