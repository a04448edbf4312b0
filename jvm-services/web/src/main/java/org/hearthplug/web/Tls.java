// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.server.ALPNServerConnection;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.hearthplug.libcrypto.AeadProvider;
import org.hearthplug.libcrypto.TlsEngine;
import org.hearthplug.web.identity.Identity;

/** How Jetty speaks TLS: by libssl where that is, and else by the JDK with libcrypto's ciphers; the same versions, suites and order either way. */
final class Tls {
    /** A whole record's content is taken at once. */
    private static final int RECORD_BYTES = 20 * 1024;

    private final SslContextFactory.Server settings = new SslContextFactory.Server();
    private final int inputBytes;

    Tls(Identity identity) {
        List<String> suites = CipherOrder.ofThisMachine();
        Optional<SSLContext> byLibssl = identity.tlsByLibssl(suites, List.of("h2", "http/1.1"));
        AeadProvider.install(); // For SSH too.
        settings.setSslContext(byLibssl.orElseGet(identity::tls));
        settings.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        settings.setIncludeCipherSuites(suites.toArray(String[]::new));
        settings.setUseCipherSuitesOrder(true);
        settings.setRenegotiationAllowed(false);
        // Jetty decrypts to where HTTP reads if that has room for more than one call of the engine gives.
        inputBytes = byLibssl.isPresent() ? TlsEngine.PACKET_BYTES : RECORD_BYTES;
    }

    /** How large a buffer HTTP should read into, in bytes. */
    int inputBytes() {
        return inputBytes;
    }

    /** The factory of connections in which {@code next} is spoken. */
    SslConnectionFactory connections(String next) {
        SslConnectionFactory factory = new SslConnectionFactory(settings, next) {
            @Override
            protected SslConnection newSslConnection(Connector connector, EndPoint endPoint, SSLEngine engine) {
                SslConnection connection = super.newSslConnection(connector, endPoint, engine);
                if (engine instanceof TlsEngine ours) {
                    connection.addEventListener(new Freeing(ours));
                }
                return connection;
            }
        };
        // OpenSSL works where the bytes are; from heap buffers the kernel would take a copy.
        factory.setDirectBuffersForEncryption(true);
        factory.setDirectBuffersForDecryption(true);
        return factory;
    }

    /** The factory of connections that ask which HTTP it is to be; the default is for clients that do not say. */
    static ALPNServerConnectionFactory negotiation(String defaultProtocol) {
        ALPNServerConnectionFactory factory = new ALPNServerConnectionFactory() {
            @Override
            protected AbstractConnection newServerConnection(
                    Connector connector,
                    EndPoint endPoint,
                    SSLEngine engine,
                    List<String> protocols,
                    String defaultProtocol) {
                if (!(engine instanceof TlsEngine)) {
                    return super.newServerConnection(connector, endPoint, engine, protocols, defaultProtocol);
                }
                ALPNServerConnection connection =
                        new ALPNServerConnection(connector, endPoint, engine, protocols, defaultProtocol);
                ((SslConnection.SslEndPoint) endPoint).getSslConnection().addHandshakeListener(new Chosen(connection));
                return connection;
            }
        };
        factory.setDefaultProtocol(defaultProtocol);
        return factory;
    }

    /** Tells Jetty what libssl and the client agreed on. */
    private record Chosen(ALPNServerConnection connection) implements SslHandshakeListener {
        @Override
        public void handshakeSucceeded(Event event) {
            String protocol = event.getSSLEngine().getApplicationProtocol();
            connection.select(protocol.isEmpty() ? List.of() : List.of(protocol));
        }
    }

    /** However a connection ended: its native memory ends with it. */
    private record Freeing(TlsEngine engine) implements Connection.Listener {
        @Override
        public void onClosed(Connection connection) {
            engine.close();
        }
    }
}
