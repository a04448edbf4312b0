// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one plug and nobody else: the one whose public key has the fingerprint that its console showed (SHA-256 of the
 * SubjectPublicKeyInfo, as 32 upper-case hex pairs with colons). Names and authorities play no part.
 */
public final class PlugTrust extends X509ExtendedTrustManager {
    private final String fingerprint;

    private PlugTrust(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** TLS that trusts the key with this fingerprint. */
    public static SSLContext only(String fingerprint) {
        return context(new PlugTrust(fingerprint));
    }

    /** TLS that trusts any key: only for asking a plug whose console nobody read, as benchmarks do. */
    public static SSLContext anybody() {
        return context(new PlugTrust(null));
    }

    private static SSLContext context(PlugTrust trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new RigException(RigException.Kind.CONFIG, "this Java has no TLS", e);
        }
    }

    /** The fingerprint of a certificate's public key. */
    public static String fingerprintOf(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new RigException(RigException.Kind.CONFIG, "this Java has no SHA-256", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        String seen = fingerprintOf(chain[0]);
        if (fingerprint != null && !seen.equals(fingerprint)) {
            throw new CertificateException(
                    "another plug answers: its key is " + seen + ", the console said " + fingerprint);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("the rig serves nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("the rig serves nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("the rig serves nobody");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
