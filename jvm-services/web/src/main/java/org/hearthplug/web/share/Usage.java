// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.time.Instant;
import java.util.Optional;

/**
 * What guests did with a link so far.
 *
 * @param files how many files they put in
 * @param bytes how many bytes these had
 * @param lastVisit when somebody looked at it last, to the hour
 */
record Usage(long files, long bytes, Optional<Instant> lastVisit) {
    static final Usage NONE = new Usage(0, 0, Optional.empty());

    Usage withFile(long length) {
        return new Usage(files + 1, bytes + length, lastVisit);
    }

    Usage visited(Instant now) {
        return new Usage(files, bytes, Optional.of(now));
    }
}
