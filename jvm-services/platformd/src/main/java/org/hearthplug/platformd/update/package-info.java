// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Updates: what is under way and how it ended, as the scripts and the boot loader left it, and requests to the supervised
 * service that does the work. Nothing here starts a program or writes to a slot.
 */
package org.hearthplug.platformd.update;
