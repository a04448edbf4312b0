// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.server.SshServer;

/**
 * What the server agrees to. In SSH the client's order decides, so what would cost the plug more is not offered at all: with AES
 * instructions ChaCha20-Poly1305 takes more processor time than AES-GCM (256 MiB down: 0.33 s against 0.27 s, both by libcrypto); without
 * them it is the other way round. No SHA-1, no MAC beside the cipher, no curves of NIST for the exchange, no compression: photos do not
 * shrink, and each connection's tables would cost memory.
 */
final class Algorithms {
    private static final List<String> EXCHANGES = List.of(
            "mlkem768x25519-sha256",
            "sntrup761x25519-sha512",
            "sntrup761x25519-sha512@openssh.com",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512");
    private static final List<String> AES =
            List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr");
    private static final String CHACHA = "chacha20-poly1305@openssh.com";
    private static final List<String> MACS = List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com");

    private Algorithms() {}

    static void limit(SshServer server, boolean aesInstructions) {
        server.setKeyExchangeFactories(KeyExchanges.instead(pick(EXCHANGES, server.getKeyExchangeFactories())));
        server.setCipherFactories(PacketCiphers.instead(pick(ciphers(aesInstructions), server.getCipherFactories())));
        server.setMacFactories(PacketMacs.instead(pick(MACS, server.getMacFactories())));
        server.setCompressionFactories(List.of(BuiltinCompressions.none));
    }

    /** The ciphers that are offered by a processor with or without AES instructions. */
    static List<String> ciphers(boolean aesInstructions) {
        if (aesInstructions) {
            return AES;
        }
        List<String> all = new ArrayList<>(List.of(CHACHA));
        all.addAll(AES);
        return all;
    }

    private static <T extends NamedResource> List<T> pick(List<String> names, List<T> known) {
        return names.stream()
                .map(name -> NamedResource.findByName(name, String.CASE_INSENSITIVE_ORDER, known))
                .filter(Objects::nonNull)
                .toList();
    }
}
