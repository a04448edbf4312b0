// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.security.Provider;
import java.security.Security;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Java's security provider of {@link KeySignature}. What it does not take (other curves, signing with Ed25519, no library) goes to the next provider. */
public final class SignatureProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "HearthSignatures";

    /** Made once, by {@link #install}. */
    private SignatureProvider() {
        super(NAME, "1", "ECDSA on P-256 and Ed25519 by libcrypto");
        putService(new Made(this, "SHA256withECDSA", KeySignature.P256.class, "EC", KeySignature.P256::new));
        putService(new Made(this, "Ed25519", KeySignature.Ed25519.class, "EdEC", KeySignature.Ed25519::new));
    }

    /** Has this process use it from now on. */
    public static void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new SignatureProvider(), 1);
        }
    }

    /** Makes signatures without reflection. */
    private static final class Made extends Service {
        private final Supplier<SignatureSpi> maker;

        Made(Provider provider, String algorithm, Class<?> type, String keys, Supplier<SignatureSpi> maker) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    type.getName(),
                    List.of(),
                    Map.of(
                            "SupportedKeyClasses",
                            "java.security.interfaces." + keys + "PublicKey|java.security.interfaces." + keys
                                    + "PrivateKey"));
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object parameter) {
            return maker.get();
        }
    }
}
