// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

/** Where a USB port is in being admitted. */
public enum PortState {
    /** Nothing plugged in; off. */
    EMPTY,
    /** Something is plugged in and waits for room to be powered and asked what it is. */
    ATTACHED,
    /** Powered, not yet known or not yet authorised. */
    PROBING,
    /** Known, off, waits for its turn. */
    QUEUED,
    /** Known, does not fit; off. */
    HELD,
    /** In use. */
    ADMITTED,
    /** Drew too much; off until it is unplugged, or the limit is raised so far that it fits with what it drew. */
    CUT_OFF,
    /** Unknown device, and nothing measures; off until something does. */
    UNWATCHED
}
