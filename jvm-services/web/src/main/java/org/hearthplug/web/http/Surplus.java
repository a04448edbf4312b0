// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;

/**
 * Bytes behind a request on an HTTP/1.1 connection. No browser pipelines any more, so with an upload they mean that its length was
 * announced wrong.
 */
final class Surplus {
    private Surplus() {}

    /** Takes the bytes away from the connection, which must be closed after the answer when there were some. */
    static boolean take(Connection connection) {
        if (connection instanceof Connection.UpgradeFrom http) {
            ByteBuffer surplus = http.onUpgradeFrom();
            return surplus != null && surplus.hasRemaining();
        }
        return false;
    }
}
