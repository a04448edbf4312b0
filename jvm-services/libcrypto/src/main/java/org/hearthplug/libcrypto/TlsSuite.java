// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.util.ArrayList;
import java.util.List;

/** The cipher suites that are spoken: forward secret, authenticated, for a key on an elliptic curve. Numbers are IANA's. */
enum TlsSuite {
    TLS_AES_128_GCM_SHA256(0x1301, true, "TLS_AES_128_GCM_SHA256"),
    TLS_AES_256_GCM_SHA384(0x1302, true, "TLS_AES_256_GCM_SHA384"),
    TLS_CHACHA20_POLY1305_SHA256(0x1303, true, "TLS_CHACHA20_POLY1305_SHA256"),
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B, false, "ECDHE-ECDSA-AES128-GCM-SHA256"),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C, false, "ECDHE-ECDSA-AES256-GCM-SHA384"),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA9, false, "ECDHE-ECDSA-CHACHA20-POLY1305");

    private static final TlsSuite[] ALL = values();

    private final int number;
    private final boolean version13;
    private final String opensslName;

    TlsSuite(int number, boolean version13, String opensslName) {
        this.number = number;
        this.version13 = version13;
        this.opensslName = opensslName;
    }

    /** The suite of a number; {@link IllegalArgumentException} when it is none of these. */
    static TlsSuite of(int number) {
        for (TlsSuite suite : ALL) {
            if (suite.number == number) {
                return suite;
            }
        }
        throw new IllegalArgumentException("no suite of ours: " + number);
    }

    /** Those of one version, as OpenSSL lists them. */
    static String list(List<String> names, boolean version13) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            TlsSuite suite = valueOf(name);
            if (suite.version13 == version13) {
                found.add(suite.opensslName);
            }
        }
        return String.join(":", found);
    }
}
