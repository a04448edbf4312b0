// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a server of TLS is made of.
 *
 * @param key an elliptic curve's key that tells its PKCS #8 encoding
 * @param certificate of that key; asked at each connection, so that a renewed one shows by itself. Must not block
 * @param suites names of {@link TlsSuite}s as Java and IANA have them, the preferred first; TLS 1.3 and 1.2 mixed
 * @param protocols of the application (ALPN), the preferred first, ASCII, 1 to 100 characters each
 */
public record TlsSettings(
        PrivateKey key, Supplier<X509Certificate> certificate, List<String> suites, List<String> protocols) {
    /** Copies the lists. */
    public TlsSettings {
        suites = List.copyOf(suites);
        protocols = List.copyOf(protocols);
    }
}
