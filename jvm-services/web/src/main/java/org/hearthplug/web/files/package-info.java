// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * People's files over HTTP: {@code /api/v1/files/…} and {@code /api/v1/bin}.
 *
 * <p>What belongs here: the mapping between requests and {@code storage}, ranges, listing as JSON. What does not: how files are stored.
 */
package org.hearthplug.web.files;
