// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.web.CipherOrder;
import org.hearthplug.web.FileDoor;

/**
 * Listens for SSH. Until somebody connects there is a socket and nothing else; the server behind it (some 800 classes) is started for
 * the first connection, which waits for it.
 */
public final class SftpDoor implements FileDoor {
    private static final Logger LOG = Logger.getLogger(SftpDoor.class.getName());

    private static final int BACKLOG = 16;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Object lock = new Object();
    private final boolean aesInstructions;
    private ServerSocketChannel listener;
    private InetSocketAddress here;
    private Path stateFolder;
    private Admission admission;
    private KeyPair key;
    private SshSide server;
    private boolean closed;

    /** Made by the service loader. */
    public SftpDoor() {
        this(CipherOrder.aesInstructions());
    }

    /** Offers what is cheap on a processor with or without AES instructions, whichever this one is. */
    SftpDoor(boolean aesInstructions) {
        this.aesInstructions = aesInstructions;
    }

    @Override
    public void open(String address, int wanted, Path folder, Admission who) throws IOException {
        stateFolder = folder;
        admission = who;
        SocketAddress at = address.isEmpty()
                ? new InetSocketAddress(wanted)
                : new InetSocketAddress(InetAddress.getByName(address), wanted);
        listener = ServerSocketChannel.open().bind(at, BACKLOG);
        here = (InetSocketAddress) listener.getLocalAddress();
        Thread.ofPlatform().name("sftp-accept").daemon().start(this::accept);
    }

    /** Takes connections until the door is closed; the first one starts the server, and those that come meanwhile wait. */
    private void accept() {
        while (listener.isOpen()) {
            SocketChannel connection = null;
            try {
                connection = listener.accept();
                server().take(connection);
            } catch (ClosedChannelException e) {
                LOG.log(Level.FINEST, "The door is closed.", e);
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.SEVERE, "A connection for SFTP could not be taken.", e);
                end(connection);
                pause();
            }
        }
    }

    /** What refuses one connection, for want of descriptors say, refuses the next as well: do not ask without end. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SshSide server() throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (server == null) {
                server = SshSide.start(key(), here, admission, aesInstructions);
                LOG.info("SFTP is in use; its server has started.");
            }
            return server;
        }
    }

    private static void end(SocketChannel connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "A connection did not close cleanly.", e);
        }
    }

    @Override
    public int port() {
        return here.getPort();
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
                if (listener != null) {
                    listener.close();
                }
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                LOG.log(Level.FINE, "SFTP did not end cleanly.", e);
            }
        }
    }
}
