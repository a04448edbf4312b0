// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who may sign in.
 *
 * @param id the folder of the person's files below {@code /data/files}, and what the API calls the person
 * @param name what the person is called, and signs in with
 * @param role what the person may do
 * @param expires when that ends, if it does
 * @param quotaBytes how much the person may keep, in bytes; 0 for no other limit than the disk's
 */
public record Person(String id, String name, Role role, Optional<Instant> expires, long quotaBytes) {
    /** What somebody may do. */
    public enum Role {
        /** Everything: the plug is theirs. There is one. */
        OWNER,
        /** Has files of their own and what is shared with them. */
        MEMBER,
        /** Sees what is shared with them and changes nothing. */
        GUEST;

        /** Returns what the API calls it. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Returns whether the plug is this person's. */
    public boolean owner() {
        return role == Role.OWNER;
    }

    boolean expired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }
}
