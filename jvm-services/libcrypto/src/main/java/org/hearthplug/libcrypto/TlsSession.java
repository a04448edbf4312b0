// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** What a connection agreed on. It ends with the connection: none is resumed, so it has no id. Safe for many threads. */
final class TlsSession implements SSLSession {
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private final long created = System.currentTimeMillis();
    private final String peer;
    private final int port;
    private volatile String protocol = "NONE";
    private volatile String suite = "SSL_NULL_WITH_NULL_NULL";
    private volatile X509Certificate certificate;
    private volatile boolean agreed;
    private volatile boolean invalid;
    private volatile boolean bulk;

    TlsSession(String peer, int port) {
        this.peer = peer;
        this.port = port;
    }

    /** The handshake begins; the client is shown this. */
    void show(X509Certificate own) {
        certificate = own;
    }

    /** The handshake is through. */
    void agree(String version, String cipherSuite) {
        protocol = version;
        suite = cipherSuite;
        agreed = true;
    }

    /** Much has moved: from now on several records are worth a larger buffer. */
    void expectBulk() {
        bulk = true;
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public void invalidate() {
        invalid = true;
    }

    @Override
    public boolean isValid() {
        return agreed && !invalid;
    }

    @Override
    public void putValue(String name, Object value) {
        require(name);
        if (value == null) {
            throw new IllegalArgumentException("a value is missing");
        }
        values.put(name, value);
    }

    @Override
    public Object getValue(String name) {
        require(name);
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        require(name);
        values.remove(name);
    }

    private static void require(String name) {
        if (name == null) {
            throw new IllegalArgumentException("a name is missing");
        }
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("clients show no certificate");
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("clients show no certificate");
    }

    @Override
    public Certificate[] getLocalCertificates() {
        return agreed ? new Certificate[] {certificate} : null;
    }

    @Override
    public Principal getLocalPrincipal() {
        return agreed ? certificate.getSubjectX500Principal() : null;
    }

    @Override
    public String getCipherSuite() {
        return suite;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public String getPeerHost() {
        return peer;
    }

    @Override
    public int getPeerPort() {
        return port;
    }

    @Override
    public int getPacketBufferSize() {
        return bulk ? TlsEngine.PACKET_BYTES : TlsEngine.SMALL_PACKET_BYTES;
    }

    @Override
    public int getApplicationBufferSize() {
        return bulk ? TlsEngine.PLAIN_BYTES : TlsEngine.RECORD_BYTES;
    }
}
