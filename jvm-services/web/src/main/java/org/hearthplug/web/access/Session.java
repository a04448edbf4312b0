// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;

/**
 * A browser that is signed in.
 *
 * @param id the SHA-256 of its token, hex; the token itself is nowhere on the plug
 * @param created when it signed in
 * @param expires when it has to sign in again
 * @param from where from
 * @param person whose it is, by id; empty for the owner's
 */
public record Session(String id, Instant created, Instant expires, Caller from, String person) {
    private static final int SHORT = 16;

    /** Returns what the owner's page calls it: the first 64 bits of its id. */
    public String shortId() {
        return id.substring(0, Math.min(id.length(), SHORT));
    }
}
