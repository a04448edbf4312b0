// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name by which somebody came to the plug: passkeys belong to one name, and never to an address in numbers.
 *
 * @param rpId the host name, lower case
 * @param origin the page's origin, such as {@code https://hearth.local}
 */
public record Site(String rpId, String origin) {
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*");
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

    /** Returns the site of a request's host and authority; empty when browsers know no passkeys for it. */
    public static Optional<Site> of(String host, String authority) {
        if (host == null || authority == null) {
            return Optional.empty();
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches() || NUMBERS.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Site(name, "https://" + authority.toLowerCase(Locale.ROOT)));
    }
}
