// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A restic REST server: the household's laptops back up to the plug with stock restic, and friends' plugs keep each other's ciphertext.
 *
 * <p>What belongs here: keeping a repository's files whole, append-only and within a quota. What does not: what is in them; the plug holds
 * no key.
 */
package org.hearthplug.web.restic;
