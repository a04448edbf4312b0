// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A key that lets one of a person's programs in over SFTP.
 *
 * @param id names it
 * @param person whose it is, by id; empty for the owner's
 * @param label what it was added for
 * @param key the public key
 * @param created when it was added
 * @param lastUsed when a program came in with it last, to the hour
 */
record SshKey(String id, String person, String label, SshPublicKey key, Instant created, Optional<Instant> lastUsed) {}
