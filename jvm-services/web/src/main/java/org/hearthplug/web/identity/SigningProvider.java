// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/** Java's security provider of {@link P256Signature}. */
final class SigningProvider extends Provider {
    static final String NAME = "HearthSigning";

    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "SHA256withECDSA";

    private SigningProvider() {
        super(NAME, "1", "ECDSA signatures on P-256");
        putService(new SigningService(this));
    }

    /** Has TLS of this process use it from now on. */
    static void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new SigningProvider(), 1);
        }
    }

    /** Made without reflection, and asked for private keys only. */
    private static final class SigningService extends Service {
        SigningService(Provider provider) {
            super(
                    provider,
                    "Signature",
                    ALGORITHM,
                    P256Signature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", "java.security.interfaces.ECPrivateKey"));
        }

        @Override
        public Object newInstance(Object parameter) {
            return new P256Signature();
        }
    }
}
