// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.Test;

/** What the server agrees to is strong, and cheap for the processor. */
class AlgorithmsTest {
    @Test
    void onlyStrongOnesAreOffered() {
        SshServer server = ServerBuilder.builder().build();
        Algorithms.limit(server, true);
        assertThat(names(server.getKeyExchangeFactories()))
                .contains("curve25519-sha256", "diffie-hellman-group16-sha512")
                .noneMatch(name -> name.contains("nistp256") && name.startsWith("ecdh"))
                .noneMatch(name -> name.endsWith("sha1"));
        assertThat(names(server.getMacFactories())).isNotEmpty().allMatch(name -> name.endsWith("-etm@openssh.com"));
        assertThat(names(server.getCipherFactories()))
                .contains("aes128-gcm@openssh.com")
                .noneMatch(name -> name.contains("cbc"));
        assertThat(names(server.getCompressionFactories())).containsExactly("none");
    }

    @Test
    void theCipherThatIsCheapestForTheProcessorComesFirst() {
        assertThat(Algorithms.ciphers(true)).first().isEqualTo("aes128-gcm@openssh.com");
        assertThat(Algorithms.ciphers(true)).doesNotContain("chacha20-poly1305@openssh.com");
        assertThat(Algorithms.ciphers(false)).first().isEqualTo("chacha20-poly1305@openssh.com");
    }

    private static List<String> names(List<? extends NamedResource> offered) {
        return offered.stream().map(NamedResource::getName).toList();
    }
}
