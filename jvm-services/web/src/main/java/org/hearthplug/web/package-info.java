// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The plug's web server.
 *
 * <p>What belongs in the exported package: starting the server, its settings, and the view of the platform that it needs. Everything
 * else is in packages that no other module sees: {@code http} (one request), {@code access} (who may come in), {@code identity} (key
 * and certificate), {@code files} (people's files over HTTP), {@code plug} (snapshots and events), {@code page} (the page's
 * resources), {@code state} (cloudd's own small files).
 */
package org.hearthplug.web;
