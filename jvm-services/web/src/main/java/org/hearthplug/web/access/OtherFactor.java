// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.util.Map;

/** What can stand in for a code beside the passphrase. */
public interface OtherFactor {
    /** There is none. */
    OtherFactor NONE = new OtherFactor() {
        @Override
        public boolean proves(String person) {
            return false;
        }

        @Override
        public Map<String, Object> question(String person) {
            return Map.of();
        }
    };

    /**
     * Returns whether it was brought and is right; false when none was brought.
     *
     * @param person as the state files call them: empty for the owner
     * @throws org.hearthplug.web.http.Problem 401 when what was brought is wrong
     */
    boolean proves(String person) throws IOException;

    /** Returns what the browser needs to bring it; empty when the person has none that works here. */
    Map<String, Object> question(String person);
}
