// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

/**
 * How a component is.
 *
 * @param state good, degraded (does its work in part) or failed
 * @param reason a sentence for the owner; empty when good
 */
public record Health(State state, String reason) {
    /** Nothing to say. */
    public static final Health GOOD = new Health(State.GOOD, "");

    /** From best to worst. */
    public enum State {
        GOOD,
        DEGRADED,
        FAILED
    }

    public static Health degraded(String reason) {
        return new Health(State.DEGRADED, reason);
    }

    public static Health failed(String reason) {
        return new Health(State.FAILED, reason);
    }

    /** The worse of two; the first when they are alike. */
    public Health worse(Health other) {
        return other.state.compareTo(state) > 0 ? other : this;
    }
}
