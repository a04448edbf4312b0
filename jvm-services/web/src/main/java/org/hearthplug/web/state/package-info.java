// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Small files that cloudd keeps for itself, and the time that it believes in.
 *
 * <p>What belongs here: writing a file whole or not at all, durable, for the service alone; a clock that is never absurd.
 */
package org.hearthplug.web.state;
