// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/** How long work may wait. */
public enum LoadClass {
    /** Somebody is waiting. */
    INTERACTIVE,
    /** Should be done soon. */
    BACKGROUND,
    /** May wait for hours. */
    DEFERRABLE
}
