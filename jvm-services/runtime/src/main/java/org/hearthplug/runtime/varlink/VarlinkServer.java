// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Serves interfaces on a Unix socket, each connection on a virtual thread of its own. The peer's credentials come from
 * the kernel ({@code SO_PEERCRED}); whom the policy allows nothing gets {@code PermissionDenied} and no more.
 *
 * <p>The socket appears under its name only with its mode and group set: it is bound beside and renamed.
 */
public final class VarlinkServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(VarlinkServer.class.getName());

    /**
     * What a server grants.
     *
     * @param maxConnections connections at one time; one more is closed as soon as it is accepted
     * @param maxConnectionsPerUser of these for one user, so that a user who takes all he can leaves some to root
     * @param maxMessageBytes longest message that is read
     * @param idle how long a connection may send nothing
     * @param messageTime how long a message may take once its first byte has come
     * @param writeTime how long a reply may wait for its reader
     */
    public record Limits(
            int maxConnections,
            int maxConnectionsPerUser,
            int maxMessageBytes,
            Duration idle,
            Duration messageTime,
            Duration writeTime) {
        /** 32 connections, 24 for one user, messages of 64 KiB; ten minutes idle, ten seconds for message and reply. */
        public static final Limits DEFAULT =
                new Limits(32, 24, 64 * 1024, Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    /**
     * Where a server listens.
     *
     * @param path the socket's path, at most 100 bytes
     * @param group group that may connect besides the owner, or null: then only the owner
     */
    public record Endpoint(Path path, String group) {}

    private final Endpoint endpoint;
    private final Limits limits;
    private final AccessPolicy policy;
    private final Map<String, VarlinkInterface> interfaces;
    private final Watchdog watchdog = new Watchdog("varlink-deadlines");
    private final Set<Connection> connections = new HashSet<>();
    private final Map<String, Integer> connectionsByUser = new HashMap<>();
    private ServerSocketChannel listener;
    private volatile boolean closing;

    public VarlinkServer(
            Endpoint endpoint,
            ServiceInfo info,
            AccessPolicy policy,
            Limits limits,
            Collection<VarlinkInterface> interfaces) {
        this.endpoint = endpoint;
        this.policy = policy;
        this.limits = limits;
        this.interfaces = ServiceInterface.withSelf(info, interfaces);
    }

    /** Listens and returns; a socket that a predecessor left is replaced. */
    public synchronized void start() throws IOException {
        listener = SocketFile.bind(endpoint);
        Thread.ofPlatform().name("varlink-accept").start(this::acceptAll);
    }

    private void acceptAll() {
        while (!closing) {
            try {
                accept(listener.accept());
            } catch (ClosedChannelException stopped) {
                return;
            } catch (IOException refused) {
                LOG.log(Level.WARNING, "A connection could not be accepted.", refused);
                if (!pauseAfterFailure()) {
                    return;
                }
            }
        }
    }

    /** Out of descriptors, most likely: trying at once would only spin. */
    private static boolean pauseAfterFailure() {
        try {
            Thread.sleep(Duration.ofMillis(200));
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private void accept(SocketChannel channel) throws IOException {
        Connection connection = null;
        try {
            UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            Peer peer = new Peer(principal.user().getName(), principal.group().getName());
            connection = new Connection(channel, peer, this);
        } finally {
            if (connection == null) {
                channel.close();
            }
        }
        if (admit(connection)) {
            connection.start();
        } else {
            LOG.log(
                    Level.FINE,
                    "Too many connections; one of {0} was closed.",
                    connection.peer().user());
            connection.close();
        }
    }

    private synchronized boolean admit(Connection connection) {
        String user = connection.peer().user();
        int his = connectionsByUser.getOrDefault(user, 0);
        if (closing || connections.size() >= limits.maxConnections() || his >= limits.maxConnectionsPerUser()) {
            return false;
        }
        connectionsByUser.put(user, his + 1);
        connections.add(connection);
        return true;
    }

    synchronized void ended(Connection connection) {
        if (connections.remove(connection)) {
            connectionsByUser.computeIfPresent(connection.peer().user(), (user, n) -> n > 1 ? n - 1 : null);
        }
    }

    /** Connections open now. */
    public synchronized int connectionCount() {
        return connections.size();
    }

    Limits limits() {
        return limits;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    boolean allows(Peer peer, String method) {
        return policy.allows(peer, method);
    }

    /** Finds what answers a method. Throws the error reply the specification asks for. */
    VarlinkInterface.Method find(String method) {
        int dot = method.lastIndexOf('.');
        String name = dot < 0 ? method : method.substring(0, dot);
        VarlinkInterface found = interfaces.get(name);
        if (found == null) {
            throw VarlinkException.interfaceNotFound(name);
        }
        VarlinkInterface.Method answer = found.methods().get(method.substring(dot + 1));
        if (answer == null) {
            throw VarlinkException.methodNotFound(method);
        }
        return answer;
    }

    /** Stops listening, ends all connections and removes the socket. Does not wait for methods that are running. */
    @Override
    public void close() {
        List<Connection> open;
        synchronized (this) {
            closing = true;
            open = new ArrayList<>(connections);
        }
        try {
            if (listener != null) {
                listener.close();
                Files.deleteIfExists(endpoint.path());
            }
        } catch (IOException leftBehind) {
            LOG.log(Level.FINE, "The socket could not be removed.", leftBehind);
        }
        open.forEach(Connection::close);
        watchdog.close();
    }

    static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), 64);
        } catch (IOException unbound) {
            channel.close();
            throw unbound;
        }
        return channel;
    }
}
