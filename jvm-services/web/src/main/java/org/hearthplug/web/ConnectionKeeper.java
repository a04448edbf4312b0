// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.io.SelectableChannelEndPoint;

/**
 * Keeps a bounded number of connections open. When there is one too many, one gives way: of those that never asked anything the one
 * without progress for the longest time, and only when there is none, of the others. So a crowd of idle connections keeps nobody out,
 * and a browser's connection that rests between two clicks outlives the crowd.
 */
final class ConnectionKeeper implements Connection.Listener {
    private final int max;
    private final Set<EndPoint> open = new LinkedHashSet<>();
    private final Set<EndPoint> asked = new HashSet<>();

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
            open.add(endPoint);
            if (open.size() > max) {
                idlest = idlest(endPoint);
                forget(idlest);
            }
        }
        if (idlest != null) {
            idlest.close();
        }
    }

    /** Notes that a request came over the connection; {@code endPoint} may be the plain side of a TLS connection. */
    void asked(EndPoint endPoint) {
        EndPoint outer = endPoint;
        while (outer instanceof EndPoint.Wrapper wrapper) {
            outer = wrapper.unwrap();
        }
        synchronized (this) {
            if (open.contains(outer)) {
                asked.add(outer);
            }
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        forget(connection.getEndPoint());
    }

    synchronized int count() {
        return open.size();
    }

    private void forget(EndPoint endPoint) {
        open.remove(endPoint);
        asked.remove(endPoint);
    }

    /** Returns the one that gives way; the newcomer when there is no other. */
    private EndPoint idlest(EndPoint newcomer) {
        EndPoint idlest = newcomer;
        long longest = -1;
        boolean spareAsked = open.size() - 1 > asked.size();
        for (EndPoint one : open) {
            if (one == newcomer || spareAsked && asked.contains(one)) {
                continue;
            }
            long idle = one instanceof IdleTimeout timeout ? timeout.getIdleFor() : 0;
            if (idle > longest) {
                longest = idle;
                idlest = one;
            }
        }
        return idlest;
    }
}
