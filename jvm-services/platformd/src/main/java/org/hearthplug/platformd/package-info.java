// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The daemon that holds the hardware. What belongs here: putting the parts together, turning what they say into the
 * records of {@code org.hearthplug.Platform}, and who may ask for them. Reading hardware belongs to hal.
 */
package org.hearthplug.platformd;
