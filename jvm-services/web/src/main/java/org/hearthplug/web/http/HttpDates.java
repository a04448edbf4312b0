// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes times as HTTP has them, RFC 9110 section 5.6.7; the day, which files of one folder often share, is kept from one to the next.
 * Written out: {@code DateTimeFormatter} took a tenth of a large folder's listing. For one thread.
 */
public final class HttpDates {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int TIME_BYTES = "00:00:00 GMT".length();

    private byte[] text;
    private int timeAt;
    private long day = Long.MIN_VALUE;

    /** Returns the time to the second, as {@code Mon, 23 Nov 2026 09:11:52 GMT}. */
    public static String format(Instant time) {
        return new HttpDates().text(time);
    }

    /** Appends the time as {@link #format} tells it. */
    public void write(Instant time, StringBuilder out) {
        out.append(text(time));
    }

    private String text(Instant time) {
        long seconds = time.getEpochSecond();
        long its = Math.floorDiv(seconds, SECONDS_PER_DAY);
        if (its != day) {
            begin(its);
        }
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        two(second / 3600, timeAt);
        two(second / 60 % 60, timeAt + 3);
        two(second % 60, timeAt + 6);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private void begin(long its) {
        LocalDate date = LocalDate.ofEpochDay(its);
        int weekday = 3 * (date.getDayOfWeek().getValue() - 1);
        int month = 3 * (date.getMonthValue() - 1);
        int year = date.getYear();
        StringBuilder all =
                new StringBuilder(32).append(DAYS, weekday, weekday + 3).append(", ");
        all.append(date.getDayOfMonth() < 10 ? "0" : "").append(date.getDayOfMonth());
        all.append(' ').append(MONTHS, month, month + 3).append(' ');
        if (year >= 0 && year < 1000) {
            all.append(year < 10 ? "000" : year < 100 ? "00" : "0");
        }
        all.append(year).append(' ').append("00:00:00 GMT");
        text = all.toString().getBytes(StandardCharsets.ISO_8859_1);
        timeAt = text.length - TIME_BYTES;
        day = its;
    }

    private void two(int number, int at) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
