// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** The plug's certificate as other programs want it: nobody else vouches for it. */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /** Returns the certificate in PEM (RFC 7468). */
    static String of(X509Certificate certificate) {
        try {
            String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate in use is encodable", e);
        }
    }
}
