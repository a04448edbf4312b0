// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.hearthplug.libcrypto.Libcrypto.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.ProviderException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** An SSL_CTX of libssl for one certificate. Its connections hold it too, so that it may be freed while they live. */
final class TlsContext {
    static final int TLS_1_2 = 0x0303;
    static final int TLS_1_3 = 0x0304;

    private static final int MODE = 33;
    private static final int SESSION_CACHE = 44;
    private static final int GROUPS = 92;
    private static final int SIGNATURES = 98;
    private static final int LEAST_VERSION = 123;
    private static final int MOST_VERSION = 124;

    private static final long NO_SETTINGS_FILE = 0x80;

    /** Buffers of a connection that rests are given back. */
    private static final long RELEASE_BUFFERS = 0x10;

    private static final long NO_TICKET = 1L << 14;
    private static final long NO_COMPRESSION = 1L << 17;
    private static final long SERVERS_ORDER = 1L << 22;
    private static final long NO_RENEGOTIATION = 1L << 30;

    private static final int ELLIPTIC_CURVE = 408;

    /** Those of the JDK, in its order. */
    private static final String KEY_EXCHANGES =
            "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";

    private static final String SIGNED = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512";

    private final long address;
    private final X509Certificate certificate;

    private TlsContext(long address, X509Certificate certificate) {
        this.address = address;
        this.certificate = certificate;
    }

    /** Makes one; {@link ProviderException} when the library does not know something that is asked. */
    static TlsContext make(TlsSettings settings, X509Certificate certificate) {
        Libssl.INIT.call(NO_SETTINGS_FILE, NULL, NULL);
        Libssl.CLEAR_ERRORS.call(NULL);
        long address = Libssl.CONTEXT_NEW.call(Libssl.SERVER_METHOD.call(NULL));
        must("a context", address != NULL);
        TlsContext context = new TlsContext(address, certificate);
        boolean whole = false;
        try {
            context.restrict(settings);
            context.identify(settings);
            Libssl.chooseAmong(settings.protocols(), address);
            whole = true;
            return context;
        } finally {
            if (!whole) {
                context.free();
            }
        }
    }

    /** What no client can ask for: older versions, compression, negotiating anew, sessions that outlive their connection. */
    private void restrict(TlsSettings settings) {
        Libssl.CONTEXT_OPTIONS.call(address, NO_TICKET | NO_COMPRESSION | SERVERS_ORDER | NO_RENEGOTIATION, NULL);
        must("TLS 1.2", control(LEAST_VERSION, TLS_1_2, NULL));
        must("TLS 1.3", control(MOST_VERSION, TLS_1_3, NULL));
        control(MODE, RELEASE_BUFFERS, NULL);
        control(SESSION_CACHE, 0, NULL);
        must("no tickets", Libssl.CONTEXT_TICKETS.integer(address, 0, NULL) == 1);
        try (Arena memory = Arena.ofConfined()) {
            long groups = memory.allocateFrom(KEY_EXCHANGES).address();
            long signatures = memory.allocateFrom(SIGNED).address();
            long suites12 =
                    memory.allocateFrom(TlsSuite.list(settings.suites(), false)).address();
            long suites13 =
                    memory.allocateFrom(TlsSuite.list(settings.suites(), true)).address();
            must("curves", control(GROUPS, 0, groups));
            must("signatures", control(SIGNATURES, 0, signatures));
            must("suites", Libssl.CONTEXT_SUITES_12.integer(address, suites12, NULL) == 1);
            must("suites of 1.3", Libssl.CONTEXT_SUITES_13.integer(address, suites13, NULL) == 1);
        }
    }

    private void identify(TlsSettings settings) {
        byte[] key = settings.key().getEncoded();
        try (Arena memory = Arena.ofConfined()) {
            byte[] shown = certificate.getEncoded();
            long at = copy(memory, shown).address();
            must("a certificate", Libssl.CONTEXT_CERTIFICATE.integer(address, shown.length, at) == 1);
            MemorySegment secret = copy(memory, key);
            boolean taken =
                    (int) Libssl.CONTEXT_KEY.call(ELLIPTIC_CURVE, address, secret.address(), key.length, NULL) == 1;
            secret.fill((byte) 0);
            must("a key", taken);
            must("the certificate's key", Libssl.CONTEXT_CHECK.integer(address, NULL, NULL) == 1);
        } catch (CertificateEncodingException e) {
            throw new ProviderException("a certificate without an encoding", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static MemorySegment copy(Arena memory, byte[] bytes) {
        MemorySegment segment = memory.allocate(bytes.length);
        segment.asByteBuffer().put(bytes);
        return segment;
    }

    private boolean control(int command, long number, long parameter) {
        return (int) Libssl.CONTEXT_CONTROL.call(address, command, number, parameter, NULL) == 1;
    }

    private static void must(String what, boolean done) {
        if (!done) {
            throw new ProviderException("libssl does not take " + what + ": " + Libssl.error());
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** A connection of this context. */
    TlsConnection accept() {
        long ssl = Libssl.NEW.call(address);
        if (ssl == NULL) {
            throw new OutOfMemoryError("OpenSSL has no memory for a connection");
        }
        return new TlsConnection(ssl);
    }

    void free() {
        Libssl.CONTEXT_FREE.call(address);
    }
}
