// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;

/**
 * A former content of a file.
 *
 * @param id names it among the account's former contents; 1 to 40 characters of {@code [0-9a-z-]}
 * @param bytes its size in bytes
 * @param modified the time of last change that the file showed then
 * @param from since when the file had this content; an upload's beginning where the plug knows no better
 * @param until when another content took its place
 */
public record Version(String id, long bytes, Instant modified, Instant from, Instant until) {}
