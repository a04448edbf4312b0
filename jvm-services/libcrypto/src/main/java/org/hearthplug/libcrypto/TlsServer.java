// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.nio.ByteBuffer;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A server's TLS by OpenSSL's libssl: versions 1.2 and 1.3, no client certificates, no renegotiation, no compression, no early data. No session outlives
 * its connection, neither in a cache nor in a ticket: nothing is kept that could open what was recorded, and a handshake of elliptic curves is cheap in
 * native code. Safe for many threads.
 */
public final class TlsServer extends SSLContextSpi {
    private static final Logger LOG = Logger.getLogger(TlsServer.class.getName());
    static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Nobody's greeting: version 3.0 of a record that cannot be. */
    private static final byte[] NONSENSE = {0x16, 3, 1, 0, 4, 9, 0, 0, 0};

    private final TlsSettings settings;
    private TlsContext context;

    private TlsServer(TlsSettings settings) {
        this.settings = settings;
        this.context = TlsContext.make(settings, settings.certificate().get());
    }

    /**
     * Returns a context whose engines are {@link TlsEngine}s; empty, with a line in the log, where libssl is missing, older than 3.0, or does not do what it is asked.
     * Reads the library from the disk at its first call.
     */
    public static Optional<SSLContext> context(TlsSettings settings) {
        try {
            TlsServer server = new TlsServer(settings);
            if (server.refusesNonsense()) {
                return Optional.of(new Context(server));
            }
            LOG.warning("libssl does not behave as it is described; Java speaks TLS instead.");
        } catch (RuntimeException | LinkageError e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            LOG.log(Level.INFO, "libssl is not there or too old; Java speaks TLS itself: {0}", why.toString());
        }
        return Optional.empty();
    }

    /** Made without a security provider: who wants this context has it by the method above. */
    private static final class Context extends SSLContext {
        Context(TlsServer server) {
            super(server, null, "TLS");
        }
    }

    /** A connection is made, reads, fails and says why. */
    private boolean refusesNonsense() {
        TlsEngine engine = new TlsEngine(this, null, -1);
        ByteBuffer alert = ByteBuffer.allocate(TlsEngine.SMALL_PACKET_BYTES);
        try {
            engine.unwrap(ByteBuffer.wrap(NONSENSE), ByteBuffer.allocate(0));
            return false;
        } catch (SSLException expected) {
            try {
                engine.wrap(ByteBuffer.allocate(0), alert);
            } catch (SSLException e) {
                return false;
            }
            return alert.position() == 7 && alert.get(0) == 0x15 && alert.get(5) == 2;
        } finally {
            engine.close();
        }
    }

    List<String> suites() {
        return settings.suites();
    }

    /** A new connection, and the certificate that it shows. */
    synchronized Accepted accept() {
        X509Certificate wanted = settings.certificate().get();
        if (!wanted.equals(context.certificate())) {
            TlsContext old = context;
            context = TlsContext.make(settings, wanted);
            old.free();
        }
        return new Accepted(context.accept(), context.certificate());
    }

    /** See {@link #accept}. */
    record Accepted(TlsConnection connection, X509Certificate certificate) {}

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return new TlsEngine(this, null, -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return new TlsEngine(this, host, port);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return new SSLParameters(suites().toArray(String[]::new), VERSIONS.toArray(String[]::new));
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return engineGetDefaultSSLParameters();
    }

    /** There are no sessions to look at. */
    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return null;
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return null;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("made whole by TlsServer.context");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw new UnsupportedOperationException("engines of a server only");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("engines of a server only");
    }
}
