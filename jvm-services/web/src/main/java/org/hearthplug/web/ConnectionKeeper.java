// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.io.SelectableChannelEndPoint;

/**
 * Keeps a bounded number of connections open. When there is one too many, the one without progress for the longest time gives way,
 * so that a crowd of idle ones cannot keep anybody out.
 */
final class ConnectionKeeper implements Connection.Listener {
    private final int max;
    private final Map<EndPoint, Connection> open = new LinkedHashMap<>();

    ConnectionKeeper(int max) {
        this.max = max;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        if (!(endPoint instanceof SelectableChannelEndPoint)) {
            return; // The plain side of a TLS connection, which is counted already.
        }
        EndPoint idlest = null;
        synchronized (this) {
            open.put(endPoint, connection);
            if (open.size() > max) {
                idlest = idlest(endPoint);
                open.remove(idlest);
            }
        }
        if (idlest != null) {
            idlest.close();
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        open.remove(connection.getEndPoint());
    }

    synchronized int count() {
        return open.size();
    }

    private EndPoint idlest(EndPoint newcomer) {
        EndPoint idlest = newcomer;
        long longest = -1;
        for (EndPoint one : open.keySet()) {
            long idle = one instanceof IdleTimeout timeout ? timeout.getIdleFor() : 0;
            if (one != newcomer && idle > longest) {
                longest = idle;
                idlest = one;
            }
        }
        return idlest;
    }
}
