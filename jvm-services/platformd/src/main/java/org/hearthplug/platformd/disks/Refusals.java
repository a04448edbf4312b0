// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.Refusal;
import org.hearthplug.runtime.varlink.VarlinkException;

/** The interface's errors. */
final class Refusals {
    private Refusals() {}

    static VarlinkException noDisk() {
        return VarlinkException.replied(DisksMessages.NO_DISK, null);
    }

    static VarlinkException busy() {
        return VarlinkException.replied(DisksMessages.BUSY, null);
    }

    /** Takes a sentence. */
    static VarlinkException refused(String reason) {
        return VarlinkException.replied(DisksMessages.REFUSED, DisksMessages.REFUSAL.toJson(new Refusal(reason)));
    }
}
