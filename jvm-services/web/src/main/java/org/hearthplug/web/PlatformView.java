// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.time.Duration;

/** What the page gets to know of the plug; JSON passes through as it is. Implementations are safe for many threads. */
public interface PlatformView {
    /**
     * Returns the snapshot as JSON; blocks for at most the limit.
     *
     * @throws IOException when platformd does not answer
     */
    String snapshot(Duration limit) throws IOException;

    /** Returns a JSON array of the services as far as is known without platformd. */
    String knownServices();

    /**
     * Tells the listener of snapshots at each interval and of device events, until the result is closed. Breaks of the connection
     * are told and mended by the implementation. The listener must not block.
     */
    Watch watch(Duration interval, Listener listener);

    /**
     * Calls a method of {@code org.hearthplug.Update} and returns the reply as JSON; blocks for at most the limit.
     *
     * @param method full name
     * @param json the parameters, or null for none
     * @throws Refused when platformd says no
     * @throws IOException when platformd does not answer
     */
    default String update(String method, String json, Duration limit) throws IOException {
        throw new IOException("there is no platformd");
    }

    /** platformd replied with an error. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final String error;

        /** Names the error in full. */
        public Refused(String error, Throwable cause) {
            super(error, cause);
            this.error = error;
        }

        /** Returns the error's full name. */
        public String error() {
            return error;
        }
    }

    /** A subscription. */
    interface Watch extends AutoCloseable {
        /** Ends it; the listener hears nothing more after a moment. */
        @Override
        void close();
    }

    /** Hears of changes, one call at a time. */
    interface Listener {
        /** The connection to platformd came up or broke. */
        void connected(boolean connected);

        /** A new snapshot, JSON. */
        void snapshot(String json);

        /** A device event, JSON. */
        void device(String json);
    }
}
