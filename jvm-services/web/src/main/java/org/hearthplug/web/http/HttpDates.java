// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as HTTP writes them, RFC 9110 section 5.6.7. */
public final class HttpDates {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HttpDates() {}

    /** Returns the time to the second, as {@code Mon, 23 Nov 2026 09:11:52 GMT}. */
    public static String format(Instant time) {
        return FORMAT.format(time);
    }
}
