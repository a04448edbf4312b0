// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Servers of both kinds with one key, and clients of the JDK. */
final class Engines {
    static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    static final KeyPair KEY = key();
    static final AtomicReference<X509Certificate> CERTIFICATE = new AtomicReference<>(certificate(KEY, "plug"));

    private static final SSLContext CLIENT = client();

    private Engines() {}

    /** Whose engine it is. */
    enum Kind {
        JDK(jdk()),
        LIBSSL(TlsServer.context(settings(KEY.getPrivate())).orElse(null));

        private final SSLContext context;

        Kind(SSLContext context) {
            this.context = context;
        }

        boolean there() {
            return context != null;
        }

        SSLEngine server() {
            SSLEngine engine = context.createSSLEngine("192.0.2.1", 4711);
            engine.setUseClientMode(false);
            engine.setEnabledCipherSuites(SUITES.toArray(String[]::new));
            engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (this == JDK) {
                engine.setHandshakeApplicationProtocolSelector((self, offered) ->
                        PROTOCOLS.stream().filter(offered::contains).findFirst().orElse(null));
            }
            return engine;
        }
    }

    static TlsSettings settings(PrivateKey key) {
        return new TlsSettings(key, CERTIFICATE::get, SUITES, PROTOCOLS);
    }

    static boolean libraryIsThere() {
        return Stream.of("/lib", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
                .anyMatch(folder -> Files.exists(Path.of(folder, "libssl.so.3")));
    }

    /** A client that speaks this version only and offers these protocols. */
    static SSLEngine client(String version, String... protocols) {
        SSLEngine engine = CLIENT.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        return engine;
    }

    static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static X509Certificate certificate(KeyPair key, String name) {
        try {
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    subject,
                                    BigInteger.valueOf(now.toEpochMilli()),
                                    Date.from(now.minusSeconds(3600)),
                                    Date.from(now.plusSeconds(86_400)),
                                    subject,
                                    key.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext jdk() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new OneKey()}, new TrustManager[0], null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext client() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class OneKey extends X509ExtendedKeyManager {
        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"plug"};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "EC".equals(type) ? "plug" : null;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return "EC".equals(type) ? "plug" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {CERTIFICATE.get()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return KEY.getPrivate();
        }
    }

    /** Trusts everybody: whom it speaks with is looked at by the tests. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
