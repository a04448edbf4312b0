// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * What every answer tells the browser to refuse. No HSTS: with a certificate that no authority signed it would take away the
 * person's way past the browser's warning, for good.
 */
public final class SecurityHeaders {
    /** The page's policy; {@code web/PAGE.md} says what the page needs. */
    public static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    /** What people stored is shown without scripts, in an origin of its own. */
    public static final String CONTENT_POLICY =
            "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** Encoded once: they are longer than most answers. */
    private static final List<HttpField> FIELDS = List.of(
            field("Content-Security-Policy", API_POLICY),
            field("X-Content-Type-Options", "nosniff"),
            field("Referrer-Policy", "no-referrer"),
            field("Cross-Origin-Resource-Policy", "same-origin"),
            field("Cross-Origin-Opener-Policy", "same-origin"),
            field("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            field("X-Frame-Options", "DENY"));

    private static HttpField field(String name, String value) {
        return new PreEncodedHttpField(name, value);
    }

    /** Adds the strict headers to those of an answer that has none of them yet. */
    public static void addTo(HttpFields.Mutable headers) {
        for (int i = 0; i < FIELDS.size(); i++) {
            headers.add(FIELDS.get(i));
        }
    }

    /** Sets the strict headers; endpoints that serve the page or people's content put their own policy over it. */
    public static void putOn(HttpFields.Mutable headers) {
        FIELDS.forEach(headers::put);
    }
}
