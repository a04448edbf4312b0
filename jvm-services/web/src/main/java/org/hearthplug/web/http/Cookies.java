// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** Reads cookies; RFC 6265 without the leniency. */
final class Cookies {
    private Cookies() {}

    /** Returns the cookie's value when it occurs exactly once: two of the same name mean that somebody meddles. */
    static Optional<String> find(HttpFields headers, String name) {
        String found = null;
        for (String line : headers.getValuesList("Cookie")) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    if (found != null) {
                        return Optional.empty();
                    }
                    found = pair.substring(equals + 1).strip();
                }
            }
        }
        return Optional.ofNullable(found);
    }
}
