// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

/**
 * Who is at the other end of the socket, as the kernel vouches for it.
 *
 * @param user account name, or the number where the account has no name
 * @param group name of the primary group, or its number
 */
public record Peer(String user, String group) {}
