// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import org.eclipse.jetty.http.HttpStatus;

/** The words for status codes. */
final class Statuses {
    private Statuses() {}

    /** Returns the reason phrase of RFC 9110 and its companions. */
    static String reason(int status) {
        return HttpStatus.getMessage(status);
    }

    /** Returns a sentence for errors that the HTTP parser found before any endpoint saw the request. */
    static String sentence(int status) {
        return switch (status) {
            case 408 -> "The request took too long to arrive. Check the connection and try again.";
            case 413 -> "The request is larger than the plug accepts. Send less at once.";
            case 414 -> "The address is too long. Use shorter names or fewer folders.";
            case 426, 505 -> "The plug speaks HTTP/1.1 and HTTP/2. Use a newer client.";
            case 431 -> "The request's headers are too large. Delete this site's cookies, or send fewer headers.";
            case 503 -> "The plug is busy or stopping. Try again in a few seconds.";
            default ->
                status < 500
                        ? "The plug cannot understand this request. Check its address, headers and length."
                        : "The plug could not answer. Try again; if it stays so, look at `hearth logs cloudd`.";
        };
    }
}
