// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AppPassword;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** Lets programs in, with HTTP Basic and an app password, and browsers' pages of other sites never. */
final class ProgramDoor {
    private static final String CHALLENGE = "Basic realm=\"Hearth\", charset=\"UTF-8\"";

    private ProgramDoor() {}

    static Person require(Exchange exchange, Access access) {
        return require(exchange, access, AppPassword.Scope.FILES);
    }

    static Person require(Exchange exchange, Access access, AppPassword.Scope scope) {
        String site = exchange.header("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreign || exchange.header("Origin") != null) {
            throw new Problem(
                    403, "Another site asked for this. WebDAV is for programs; open the plug's own page instead.");
        }
        String header = exchange.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw new Problem(401, "Programs sign in with your name and an app password. Make one on the plug's page.")
                    .header("WWW-Authenticate", CHALLENGE);
        }
        String[] pair = decode(header.substring(6).strip()).split(":", 2);
        try {
            return access.programs()
                    .admit(exchange.peer(), pair[0], pair.length < 2 ? "" : pair[1], scope)
                    .person();
        } catch (Problem e) {
            throw e.status() == 401 ? e.header("WWW-Authenticate", CHALLENGE) : e;
        }
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
