// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.List;
import java.util.Optional;

/** One family of generic netlink, as those who ask see it: narrow, so that a test can put answers of its own in. */
interface NetlinkFamily {
    /**
     * Asks and waits for all answers, two seconds at most.
     *
     * @param dump true when there are as many answers as there are things; else one, or none
     * @return empty when the kernel lacks the family
     * @throws org.hearthplug.hal.HalException what the kernel answers; TIMEOUT, MALFORMED
     */
    Optional<List<Attributes>> ask(int command, boolean dump, Attributes.Writer body);

    /**
     * Opens an ear for the events of a group; the caller closes it.
     *
     * @return empty when the kernel lacks the family
     */
    Optional<NetlinkSocket> listen(String group);
}
