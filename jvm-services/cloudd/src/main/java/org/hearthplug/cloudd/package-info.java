// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The unprivileged daemon. What belongs here: putting web, storage and platformd's client together, and the daemon's settings.
 * What does not: anything that could be tested without a process.
 */
package org.hearthplug.cloudd;
