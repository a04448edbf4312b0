// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;

/**
 * A password of a program, without the password.
 *
 * @param id names it
 * @param label what it was made for
 * @param created when
 * @param person whose it is, by id; empty for the owner's
 * @param scope what it opens
 */
public record AppPassword(String id, String label, Instant created, String person, Scope scope) {
    /** What an app password opens; nothing opens two things. */
    public enum Scope {
        /** The person's files, and for the owner backups of computers. */
        FILES,
        /** Figures for Prometheus, and nothing else. */
        METRICS
    }
}
