// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CipherOrderTest {
    @Test
    void aProcessorWithAesInstructionsTakesAesFirst() {
        assertThat(CipherOrder.of("processor\t: 0\nFeatures\t: fp asimd evtstrm aes pmull sha1\n"))
                .startsWith("TLS_AES_128_GCM_SHA256")
                .hasSize(6);
    }

    @Test
    void aProcessorWithoutTakesChaChaFirst() {
        assertThat(CipherOrder.of("processor\t: 0\nFeatures\t: fp asimd evtstrm crc32 cpuid\nmodel name: aes\n"))
                .startsWith("TLS_CHACHA20_POLY1305_SHA256")
                .hasSize(6);
        assertThat(CipherOrder.of("")).startsWith("TLS_CHACHA20_POLY1305_SHA256");
    }

    @Test
    void theServersOrderCounts(@TempDir Path folder) throws Exception {
        try (TestPlug plug = TestPlug.started(folder);
                SSLSocket socket = plug.socket()) {
            socket.setEnabledCipherSuites(CipherOrder.ofThisMachine().reversed().toArray(String[]::new));
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite())
                    .isEqualTo(CipherOrder.ofThisMachine().getFirst());
        }
    }
}
