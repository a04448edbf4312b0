// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.time.Instant;
import java.time.LocalDate;

/** Times as HTTP writes them, RFC 9110 section 5.6.7. */
public final class HttpDates {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDates() {}

    /** Returns the time to the second, as {@code Mon, 23 Nov 2026 09:11:52 GMT}. */
    public static String format(Instant time) {
        StringBuilder out = new StringBuilder(29);
        write(time, out);
        return out.toString();
    }

    /** Appends the time as {@link #format} tells it. Written out: {@code DateTimeFormatter} took a tenth of a large folder's listing. */
    public static void write(Instant time, StringBuilder out) {
        long seconds = time.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        int day = 3 * (date.getDayOfWeek().getValue() - 1);
        int month = 3 * (date.getMonthValue() - 1);
        out.append(DAYS, day, day + 3).append(", ");
        two(date.getDayOfMonth(), out);
        out.append(' ').append(MONTHS, month, month + 3).append(' ');
        int year = date.getYear();
        if (year >= 0 && year < 1000) {
            out.append(year < 10 ? "000" : year < 100 ? "00" : "0");
        }
        out.append(year).append(' ');
        two(second / 3600, out);
        out.append(':');
        two(second / 60 % 60, out);
        out.append(':');
        two(second % 60, out);
        out.append(" GMT");
    }

    private static void two(int number, StringBuilder out) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
