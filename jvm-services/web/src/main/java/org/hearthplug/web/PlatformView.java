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
