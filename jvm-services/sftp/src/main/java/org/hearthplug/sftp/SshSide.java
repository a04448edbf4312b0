// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.hearthplug.web.FileDoor.Admission;
import org.hearthplug.web.FileDoor.Pass;

/** MINA's server with nothing but SFTP: no shell, no commands, no forwarding, no agent. */
final class SshSide implements AutoCloseable {
    /** What a session was let in with. */
    static final AttributeKey<Pass> PASS = new AttributeKey<>();

    /** Connections of one person at once, half of all: rclone opens twelve (8 checkers, 4 transfers) and gives up when one is refused. */
    static final int MAX_SESSIONS = Connections.MAX / 2;
    /** Programs try each of their keys, each in two steps; wrong passwords are slowed elsewhere. */
    private static final int MAX_TRIES = 16;

    /** How much of a program's requests may wait while it does not take their answers. */
    static final long WINDOW_BYTES = 512 * 1024;

    private final SshServer server;
    private final Connections connections;

    private SshSide(SshServer server, Connections connections) {
        this.server = server;
        this.connections = connections;
    }

    /** Starts the server behind a socket that listens at {@code address}. */
    static SshSide start(KeyPair key, InetSocketAddress address, Admission admission, boolean aes) throws IOException {
        // The JDK has all that is used; MINA would otherwise load BouncyCastle for everything.
        System.setProperty("org.apache.sshd.security.registrars", "none");
        SshServer server = ServerBuilder.builder().build();
        Algorithms.limit(server, aes);
        KernelRandom random = new KernelRandom();
        server.setRandomFactory(() -> random);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setUserAuthFactories(List.of(new KeyAuth.Factory(admission), UserAuthPasswordFactory.INSTANCE));
        server.setKexExtensionHandler(new KeyKinds());
        server.setPasswordAuthenticator((name, password, session) -> admit(admission, name, password, session));
        server.setSubsystemFactories(List.of(new Sftp()));
        server.setShellFactory(null);
        server.setCommandFactory(null);
        server.setForwardingFilter(null);
        server.setChannelFactories(List.of(new Channels()));
        Connections connections = new Connections(address);
        server.setIoServiceFactoryFactory(connections);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Hearth");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(60));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ofMinutes(10));
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, MAX_TRIES);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, 4);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, MAX_SESSIONS);
        CoreModuleProperties.WINDOW_SIZE.set(server, WINDOW_BYTES);
        server.setHost("127.0.0.1"); // Said only; the socket listens already.
        server.setPort(address.getPort());
        server.start();
        return new SshSide(server, connections);
    }

    /** Serves a connection, on a thread of its own. */
    void take(SocketChannel socket) throws IOException {
        connections.take(socket);
    }

    /** Returns where a program is, by its address. */
    static String peer(ServerSession session) {
        SocketAddress from = session.getClientAddress();
        return from instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "?";
    }

    private static boolean admit(Admission admission, String name, String password, ServerSession session) {
        try {
            return admission
                    .admit(peer(session), name, password)
                    .map(pass -> {
                        session.setAttribute(PASS, pass);
                        return true;
                    })
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Sftp implements SubsystemFactory {
        @Override
        public String getName() {
            return "sftp";
        }

        @Override
        public Command createSubsystem(ChannelSession channel) {
            Session session = channel.getSession();
            return new Dialogue((SftpChannel) channel, (Connection) session.getIoSession(), session.getAttribute(PASS));
        }
    }

    private static final class Channels implements ChannelFactory {
        @Override
        public String getName() {
            return "session";
        }

        @Override
        public Channel createChannel(Session session) {
            return new SftpChannel();
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
