// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import org.eclipse.jetty.http.HttpFields;

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

    /** Sets the strict headers; endpoints that serve the page or people's content put their own policy over it. */
    public static void putOn(HttpFields.Mutable headers) {
        headers.put("Content-Security-Policy", API_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put("X-Frame-Options", "DENY");
    }
}
