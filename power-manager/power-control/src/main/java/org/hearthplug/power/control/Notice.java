// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

/**
 * Something the owner should know.
 *
 * @param kind what it is about; a later notice of the same kind and subject replaces an earlier one
 * @param subject port number, source number, or -1
 * @param sentence for the page, says what to do if anything can be done
 */
public record Notice(Kind kind, int subject, String sentence) {
    /** What a notice is about. */
    public enum Kind {
        /** A device waits for watts. */
        DEVICE_HELD,
        /** A device was let in. */
        DEVICE_ADMITTED,
        /** A device drew too much and was cut off. */
        DEVICE_CUT_OFF,
        /** All ports were switched off as the last resort. */
        ALL_PORTS_OFF,
        /** A power source is not believed any more. */
        SOURCE_DOUBTED,
        /** A power source is believed again. */
        SOURCE_BELIEVED,
        /** An actuator does not obey. */
        ACTUATOR_FAILED,
        /** An actuator obeys again. */
        ACTUATOR_RECOVERED,
        /** The learned model stopped explaining the source and was thrown away. */
        MODEL_DISCARDED,
        /** The month's energy goal would be missed, so work that can wait is held back. */
        GOAL_TIGHT
    }
}
