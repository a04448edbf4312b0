// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.hearthplug.storage.Space;
import org.hearthplug.web.FileDoor.Admission;

/** MINA's server with nothing but SFTP: no shell, no commands, no forwarding, no agent. */
final class SshSide implements AutoCloseable {
    /** Whose files a session has; set by what let it in. */
    static final AttributeKey<Space> SPACE = new AttributeKey<>();

    private static final int MAX_SESSIONS = 8;
    /** Programs try each of their keys, each in two steps; wrong passwords are slowed elsewhere. */
    private static final int MAX_TRIES = 16;

    private static final long WINDOW_BYTES = 512 * 1024;
    private static final int THREADS = 2;

    private final SshServer server;

    private SshSide(SshServer server) {
        this.server = server;
    }

    static SshSide start(
            KeyPair key, AsynchronousServerSocketChannel listener, AsynchronousChannelGroup group, Admission admission)
            throws IOException {
        // The JDK has all that is used; MINA would otherwise load BouncyCastle for everything.
        System.setProperty("org.apache.sshd.security.registrars", "none");
        SshServer server = ServerBuilder.builder().build();
        Algorithms.limit(server);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setUserAuthFactories(List.of(new KeyAuth.Factory(admission), UserAuthPasswordFactory.INSTANCE));
        server.setKexExtensionHandler(new KeyKinds());
        server.setPasswordAuthenticator((name, password, session) -> admit(admission, name, password, session));
        server.setSubsystemFactories(List.of(new Sftp()));
        server.setShellFactory(null);
        server.setCommandFactory(null);
        server.setForwardingFilter(null);
        server.setIoServiceFactoryFactory(new Taking(listener, group));
        CoreModuleProperties.NIO_WORKERS.set(server, THREADS);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Hearth");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(60));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ofMinutes(10));
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, MAX_TRIES);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, 4);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, MAX_SESSIONS);
        CoreModuleProperties.WINDOW_SIZE.set(server, WINDOW_BYTES);
        server.setHost("127.0.0.1"); // Said only; the socket listens already.
        server.setPort(((InetSocketAddress) listener.getLocalAddress()).getPort());
        server.start();
        return new SshSide(server);
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
                    .map(space -> {
                        session.setAttribute(SPACE, space);
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
            return new SftpCommand(channel.getSession().getAttribute(SPACE));
        }
    }

    /** Gives MINA the socket that listens already, wherever it would open one. */
    private static final class Taking extends Nio2ServiceFactoryFactory {
        private final AsynchronousServerSocketChannel listener;
        private final AsynchronousChannelGroup sockets;

        Taking(AsynchronousServerSocketChannel listener, AsynchronousChannelGroup sockets) {
            this.listener = listener;
            this.sockets = sockets;
        }

        @Override
        public org.apache.sshd.common.io.IoServiceFactory create(FactoryManager manager) {
            CloseableExecutorService work = ThreadUtils.newFixedThreadPool("sftp-io", THREADS);
            CloseableExecutorService resume = ThreadUtils.newFixedThreadPool("sftp-resume", 1);
            return new Nio2ServiceFactory(manager, work, resume) {
                @Override
                public IoAcceptor createAcceptor(IoHandler handler) {
                    return new Nio2Acceptor(this, manager, handler, sockets, resume) {
                        @Override
                        protected AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
                                SocketAddress address, AsynchronousChannelGroup group) {
                            return listener;
                        }
                    };
                }
            };
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
