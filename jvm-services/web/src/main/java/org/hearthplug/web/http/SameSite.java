// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.util.Set;

/** Refuses changes that another site's page asks a browser to make. */
public final class SameSite {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private SameSite() {}

    /** Problem 403 when an unsafe method lacks {@code X-Hearth: 1}, or the browser says that another site sent it. */
    public static void require(Exchange exchange) {
        if (SAFE.contains(exchange.method())) {
            return;
        }
        if (!"1".equals(exchange.header("X-Hearth"))) {
            throw new Problem(403, "Changes need the header “X-Hearth: 1”. Add it to the request.");
        }
        String site = exchange.header("Sec-Fetch-Site");
        String origin = exchange.header("Origin");
        boolean foreign = site != null && !site.equals("same-origin")
                || origin != null && !origin.equalsIgnoreCase("https://" + authority(exchange));
        if (foreign) {
            throw new Problem(403, "Another site asked for this change. Open the plug's own page and do it there.");
        }
    }

    private static String authority(Exchange exchange) {
        return exchange.request().getHttpURI().getAuthority();
    }
}
