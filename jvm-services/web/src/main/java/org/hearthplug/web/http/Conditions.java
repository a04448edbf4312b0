// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

/** Conditional requests, RFC 9110 section 13. */
public final class Conditions {
    private Conditions() {}

    /** Returns whether a list of entity tags, or {@code *}, holds the tag (with its quotes); weak ones count for {@code If-None-Match}. */
    public static boolean etagMatches(String list, String etag) {
        if (list == null) {
            return false;
        }
        if (list.strip().equals("*")) {
            return true;
        }
        for (String one : list.split(",")) {
            String tag = one.strip();
            if (tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
