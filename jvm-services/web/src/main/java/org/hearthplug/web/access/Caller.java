// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

/**
 * Who asks, as far as a connection tells.
 *
 * @param peer the address, without port
 * @param agent what the program calls itself, at most {@value #MAX_AGENT} characters that can be seen; may be empty, may lie
 */
public record Caller(String peer, String agent) {
    private static final int MAX_AGENT = 200;

    /** Cuts and cleans what the program calls itself. */
    public Caller {
        String seen = agent == null || agent.isEmpty() ? "" : agent.replaceAll("[^\\x20-\\x7E]", "");
        agent = seen.substring(0, Math.min(seen.length(), MAX_AGENT));
    }

    static Caller of(String peer) {
        return new Caller(peer, "");
    }
}
