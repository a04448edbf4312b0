// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortsTest {
    private static final String LISTING = """
            Hub -1 (net0):
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
              TCP[TIME_WAIT]     24       127.0.0.1 33961       10.0.2.15   443     0     0
              TCP[HOST_FORWARD]  25       127.0.0.1 46573       10.0.2.15    80     0     0
              TCP[HOST_FORWARD]  14               *  8443       10.0.2.15   443     0     0
            """;

    @Test
    void findsForwardsAmongConnections() {
        assertThat(Ports.in(LISTING, 443)).contains(8443);
        assertThat(Ports.in(LISTING, 80)).contains(46573);
        assertThat(Ports.in(LISTING, 22)).isEmpty();
    }
}
