// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.CipherSpi;

/** Java's security provider of {@link AeadCipher}. */
public final class AeadProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "Hearth";

    /** Made once, by {@link #install}. */
    private AeadProvider() {
        super(NAME, "1", "AES-GCM and ChaCha20-Poly1305 by libcrypto");
        putService(new Made(this, "AES/GCM/NoPadding", AeadCipher.Gcm.class, AeadCipher.Gcm::new));
        putService(new Made(this, "ChaCha20-Poly1305", AeadCipher.ChaCha.class, AeadCipher.ChaCha::new));
    }

    /** Has TLS and SSH of this process use it from now on. */
    public static void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new AeadProvider(), 1);
        }
    }

    /** Makes ciphers without reflection. */
    private static final class Made extends Service {
        private final Supplier<CipherSpi> maker;

        Made(Provider provider, String transformation, Class<?> type, Supplier<CipherSpi> maker) {
            super(provider, "Cipher", transformation, type.getName(), List.of(), Map.of("SupportedKeyFormats", "RAW"));
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object parameter) {
            return maker.get();
        }
    }
}
