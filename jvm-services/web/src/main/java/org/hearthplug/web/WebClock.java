// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.time.InstantSource;
import org.hearthplug.web.state.PlugClock;

/** The clock that everything in cloudd dates by. */
public final class WebClock {
    private WebClock() {}

    /** Returns the machine's clock, but never before the first release, even on a plug that starts in 1970. */
    public static InstantSource system() {
        return new PlugClock(InstantSource.system());
    }
}
