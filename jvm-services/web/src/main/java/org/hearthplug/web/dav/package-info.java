// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * WebDAV (RFC 4918), classes 1, 2 and 3, at {@code /dav/}: the same files, for file managers and synchronisers.
 *
 * <p>What belongs here: methods, properties, locks, and the XML they speak. What does not: how files are stored, who may come in.
 *
 * <p>Programs sign in with an app password (HTTP Basic), which the owner makes on the page. Locks live in memory, at most an hour
 * each, and a restart forgets them, as RFC 4918 section 6.6 allows. What WebDAV deletes goes to the bin like everything else.
 */
package org.hearthplug.web.dav;
