// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.util.List;
import java.util.function.BiConsumer;
import org.apache.sshd.common.kex.extension.DefaultServerKexExtensionHandler;
import org.apache.sshd.common.session.Session;

/** Tells programs which keys they may sign in with (RFC 8308, {@code server-sig-algs}): OpenSSH uses no RSA key without being told. */
final class KeyKinds extends DefaultServerKexExtensionHandler {
    static final List<String> ALL = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256");

    @Override
    public void collectExtensions(Session session, KexPhase phase, BiConsumer<String, Object> say) {
        if (phase == KexPhase.NEWKEYS) {
            say.accept("server-sig-algs", ALL);
        }
    }
}
