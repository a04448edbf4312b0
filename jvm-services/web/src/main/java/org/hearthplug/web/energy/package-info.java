// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Energy receipts over HTTP: what the plug, each service and each job used; and figures for Prometheus.
 *
 * <p>What belongs here: fetching from platformd, keeping, telling. What does not: counting and sharing out, which platformd does.
 */
package org.hearthplug.web.energy;
