// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Varlink over a Unix socket, both sides: JSON objects, each ended by a NUL. Written to the specification at varlink.org
 * (Method Call, Reply, {@code more}, {@code oneway}, {@code org.varlink.service}); {@code upgrade} is refused.
 *
 * <p>Everything is bounded: a message in bytes and nesting, the connections in number and per user, each wait in time. No
 * interface of the product belongs here, only the means to serve and to call one.
 */
package org.hearthplug.runtime.varlink;
