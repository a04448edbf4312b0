// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.FileDoor;

/**
 * Listens for SSH. Until somebody connects there is a socket and nothing else; the server behind it (some 800 classes) is started for
 * the first connection, which waits for it.
 */
public final class SftpDoor implements FileDoor {
    private static final Logger LOG = Logger.getLogger(SftpDoor.class.getName());

    private static final int THREADS = 2;

    private final Object lock = new Object();
    private AsynchronousServerSocketChannel listener;
    private AsynchronousChannelGroup group;
    private Path stateFolder;
    private Admission admission;
    private KeyPair key;
    private SshSide server;
    private int port;
    private boolean closed;

    /** Made by the service loader. */
    public SftpDoor() {}

    @Override
    public void open(String address, int wanted, Path folder, Admission who) throws IOException {
        stateFolder = folder;
        admission = who;
        SocketAddress at = address.isEmpty()
                ? new InetSocketAddress(wanted)
                : new InetSocketAddress(InetAddress.getByName(address), wanted);
        group = AsynchronousChannelGroup.withFixedThreadPool(
                THREADS, Thread.ofPlatform().name("sftp-net-", 1).daemon().factory());
        listener = AsynchronousServerSocketChannel.open(group).bind(at, 16);
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        listener.accept(null, new FirstConnection(this::begin));
    }

    /** The first connection has come: starts the server, which takes this one and all that follow. */
    private void begin(AsynchronousSocketChannel first) {
        Thread.ofPlatform().name("sftp-start").daemon().start(() -> {
            synchronized (lock) {
                if (closed) {
                    return;
                }
                try {
                    server = SshSide.start(key(), new HandedOver(listener, first), group, admission);
                    LOG.info("SFTP is in use; its server has started.");
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.SEVERE, "The SFTP server does not start; nobody is let in.", e);
                    end(first);
                    listener.accept(null, new FirstConnection(this::begin));
                }
            }
        });
    }

    private static void end(AsynchronousSocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "A connection did not close cleanly.", e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String fingerprint() throws IOException {
        return HostKey.fingerprint(key());
    }

    private KeyPair key() throws IOException {
        synchronized (lock) {
            if (key == null) {
                key = HostKey.open(stateFolder);
            }
            return key;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            try {
                if (server != null) {
                    server.close();
                }
                if (listener != null) {
                    listener.close();
                    group.shutdownNow();
                }
            } catch (IOException e) {
                LOG.log(Level.FINE, "SFTP did not end cleanly.", e);
            }
        }
    }
}
