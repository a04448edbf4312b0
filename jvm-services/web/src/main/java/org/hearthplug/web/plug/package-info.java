// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The plug's state over HTTP: one snapshot, or a stream of server-sent events for as many viewers as memory allows.
 *
 * <p>What belongs here: fan-out with bounds. What does not: where the state comes from.
 */
package org.hearthplug.web.plug;
