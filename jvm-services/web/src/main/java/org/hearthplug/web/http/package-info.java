// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * One request and its answer: reading with bounds, writing with the right headers, problems as RFC 9457.
 *
 * <p>What belongs here: whatever every endpoint needs of HTTP. What does not: what an endpoint means.
 */
package org.hearthplug.web.http;
