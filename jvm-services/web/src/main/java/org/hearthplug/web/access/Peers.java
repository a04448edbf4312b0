// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Which addresses count as one guesser. */
public final class Peers {
    private static final Pattern AROUND = Pattern.compile("^\\[|\\]$|%.*$");

    private Peers() {}

    /** Returns the key of an address: itself for IPv4, its /64 for IPv6, of which everybody has 2^64 addresses. */
    public static String key(String address) {
        try {
            boolean bare = address.indexOf('[') < 0 && address.indexOf('%') < 0;
            InetAddress parsed = InetAddress.ofLiteral(
                    bare ? address : AROUND.matcher(address).replaceAll(""));
            if (parsed instanceof Inet6Address) {
                return HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8)) + "/64";
            }
            return parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
