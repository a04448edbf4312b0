// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server, and breaks every connection when so many bytes have gone through; then it is deaf for a while. */
final class CutConnections implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private long left;
    private int deaf;

    /**
     * Begins to listen.
     *
     * @param server the port to pass on to
     * @param bytes how many go through, both ways together, before the cut
     * @param deaf how many connections are then broken as soon as they are made
     */
    CutConnections(int server, long bytes, int deaf) throws IOException {
        this.server = server;
        this.left = bytes;
        this.deaf = deaf;
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Whether the cut has come. */
    synchronized boolean cut() {
        return left <= 0;
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (refuses()) {
                    client.close();
                    continue;
                }
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(peer);
                Thread.ofVirtual().start(() -> pass(client, peer));
                Thread.ofVirtual().start(() -> pass(peer, client));
            } catch (IOException e) {
                // Closed, or the server is gone: the client sees it.
            }
        }
    }

    private synchronized boolean refuses() {
        return left <= 0 && deaf-- > 0;
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int allowed = spend(n);
                out.write(buffer, 0, allowed);
                if (allowed < n) {
                    breakAll();
                    return;
                }
            }
        } catch (IOException e) {
            // Broken: that is what it is for.
        }
    }

    /** @return how many of so many bytes may still go; all of them again when the cut is past */
    private synchronized int spend(int bytes) {
        if (left <= 0) {
            return bytes;
        }
        int allowed = (int) Math.min(left, bytes);
        left -= bytes;
        return allowed;
    }

    private void breakAll() throws IOException {
        for (Socket socket : open) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
