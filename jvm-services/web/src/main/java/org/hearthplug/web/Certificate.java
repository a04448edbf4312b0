// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import org.eclipse.jetty.io.EndPoint;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code GET /api/v1/setup/certificate}: the certificate that this connection shows anyway, as a file that devices can learn to trust. */
final class Certificate {
    private Certificate() {}

    static void send(Exchange exchange) throws IOException {
        EndPoint end =
                exchange.request().getConnectionMetaData().getConnection().getEndPoint();
        EndPoint.SslSessionData tls = end.getSslSessionData();
        if (tls == null || tls.sslSession().getLocalCertificates() == null) {
            throw new Problem(404, "This connection has no certificate. Open the plug by https.");
        }
        try {
            byte[] der = tls.sslSession().getLocalCertificates()[0].getEncoded();
            exchange.set("Content-Disposition", "attachment; filename=\"hearth.crt\"");
            exchange.send(200, "application/x-x509-ca-cert", der);
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }
}
