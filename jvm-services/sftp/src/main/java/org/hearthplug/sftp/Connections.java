// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.closeable.AbstractInnerCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;

/**
 * MINA's way to the network: connections that somebody else accepts, each with a thread of its own, {@value #MAX} at once. One more takes the
 * place of whoever was not let in for longest; where all were let in, it is closed.
 */
final class Connections extends AbstractInnerCloseable
        implements IoServiceFactoryFactory, IoServiceFactory, IoAcceptor {
    /** Eight people's sessions and whoever is not let in yet; a thread waits for each. */
    static final int MAX = 32;

    private static final Logger LOG = Logger.getLogger(Connections.class.getName());

    private final Map<Long, IoSession> open = new ConcurrentHashMap<>();
    private final Buffers buffers = new Buffers();
    private final InetSocketAddress address;
    private volatile IoHandler handler;
    private IoServiceEventListener listener;

    /**
     * Connections to a socket.
     *
     * @param address where it listens
     */
    Connections(InetSocketAddress address) {
        this.address = address;
    }

    Buffers buffers() {
        return buffers;
    }

    /** Serves a connection on a thread of its own, or closes it when there is no place. */
    void take(SocketChannel socket) throws IOException {
        try {
            synchronized (open) {
                if (isClosing() || open.size() >= MAX && !makeRoom()) {
                    socket.close();
                    return;
                }
                Connection connection = new Connection(this, handler, socket);
                open.put(connection.getId(), connection);
                Thread.ofPlatform().name("sftp-", connection.getId()).daemon().start(connection);
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Strangers who are silent must not keep people out: whoever has been at the door for longest goes. */
    private boolean makeRoom() {
        Optional<IoSession> oldest =
                open.values().stream().filter(Connections::isStranger).min(Comparator.comparingLong(IoSession::getId));
        oldest.ifPresent(connection -> connection.close(true));
        return oldest.isPresent();
    }

    private static boolean isStranger(IoSession connection) {
        AbstractSession session = AbstractSession.getSession(connection, true);
        return session == null || !session.isAuthenticated();
    }

    void gone(Connection connection) {
        open.remove(connection.getId());
    }

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return this;
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler what) {
        handler = what;
        return this;
    }

    @Override
    public IoConnector createConnector(IoHandler what) {
        throw new UnsupportedOperationException("the plug's SFTP server calls nobody");
    }

    @Override
    protected Closeable getInnerCloseable() {
        synchronized (open) {
            return builder().parallel("connections", open.values()).build();
        }
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return Map.copyOf(open);
    }

    @Override
    public Set<SocketAddress> getBoundAddresses() {
        return Set.of(address);
    }

    @Override
    public void bind(Collection<? extends SocketAddress> addresses) {
        LOG.log(Level.FINEST, "The socket listens already.");
    }

    @Override
    public void bind(SocketAddress where) {
        LOG.log(Level.FINEST, "The socket listens already.");
    }

    @Override
    public void unbind(Collection<? extends SocketAddress> addresses) {
        LOG.log(Level.FINEST, "Whose socket it is closes it.");
    }

    @Override
    public void unbind(SocketAddress where) {
        LOG.log(Level.FINEST, "Whose socket it is closes it.");
    }

    @Override
    public void unbind() {
        LOG.log(Level.FINEST, "Whose socket it is closes it.");
    }

    @Override
    public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
        // No pool of threads is used.
    }

    @Override
    public IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(IoServiceEventListener what) {
        listener = what;
    }
}
