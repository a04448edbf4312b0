// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.kex.AbstractDH;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.BuiltinKEM;
import org.apache.sshd.common.kex.DHFactory;
import org.apache.sshd.common.kex.KeyEncapsulationMethod;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.server.kex.DHGServer;
import org.hearthplug.libcrypto.X25519;

/** Key exchanges over X25519, alone or beside a lattice, by libcrypto; MINA's own where the library is not. */
final class KeyExchanges {
    private static final Map<BuiltinDHFactories, Kind> KINDS = Map.of(
            BuiltinDHFactories.curve25519, new Kind(BuiltinDigests.sha256, null),
            BuiltinDHFactories.curve25519_libssh, new Kind(BuiltinDigests.sha256, null),
            BuiltinDHFactories.mlkem768x25519, new Kind(BuiltinDigests.sha256, new LibraryKem()),
            BuiltinDHFactories.sntrup761x25519, new Kind(BuiltinDigests.sha512, BuiltinKEM.sntrup761),
            BuiltinDHFactories.sntrup761x25519_openssh, new Kind(BuiltinDigests.sha512, BuiltinKEM.sntrup761));

    private KeyExchanges() {}

    /**
     * What there is to an exchange besides X25519.
     *
     * @param lattice null where X25519 is alone
     */
    private record Kind(BuiltinDigests hash, KeyEncapsulationMethod lattice) {}

    /** Puts libcrypto's in the place of MINA's, of which it has the names. */
    static List<KeyExchangeFactory> instead(List<KeyExchangeFactory> known) {
        return known.stream().map(KeyExchanges::instead).toList();
    }

    private static KeyExchangeFactory instead(KeyExchangeFactory known) {
        BuiltinDHFactories plain = BuiltinDHFactories.fromFactoryName(known.getName());
        Kind kind = plain == null ? null : KINDS.get(plain);
        return kind == null ? known : DHGServer.newFactory(new Library(plain, kind));
    }

    private record Library(BuiltinDHFactories plain, Kind kind) implements DHFactory {
        @Override
        public String getName() {
            return plain.getName();
        }

        @Override
        public boolean isGroupExchange() {
            return false;
        }

        @Override
        public boolean isSupported() {
            return plain.isSupported();
        }

        @Override
        public AbstractDH create(Object... none) throws Exception {
            Optional<X25519> own = X25519.create();
            return own.isEmpty() ? plain.create(none) : new LibraryExchange(own.get(), kind.hash, kind.lattice);
        }
    }
}
