// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A client of Eclipse hawkBit's Direct Device Integration API, for whoever keeps many plugs: off until the owner names a server. It
 * fetches bundles and tells how their installation ended; whether one may be installed is decided by its signature alone.
 */
package org.hearthplug.web.update.ddi;
