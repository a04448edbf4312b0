// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

/** A part of a daemon that is started and stopped with it. */
public interface Component {
    /** Name for the log. */
    String name();

    /** Starts and returns; what goes on runs on threads of the component. */
    void start() throws Exception;

    /** Stops and returns soon; called at most once, and only when the start succeeded. */
    void stop() throws Exception;

    /** How it is, cheaply and without waiting. */
    default Health health() {
        return Health.GOOD;
    }
}
