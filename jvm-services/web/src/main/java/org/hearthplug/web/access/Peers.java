// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Which addresses count as one guesser. */
final class Peers {
    private Peers() {}

    /** Returns the key of an address: itself for IPv4, its /64 for IPv6, of which everybody has 2^64 addresses. */
    static String key(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address.replaceAll("^\\[|\\]$|%.*$", ""));
            if (parsed instanceof Inet6Address) {
                return HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8)) + "/64";
            }
            return parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
