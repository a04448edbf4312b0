// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.rig.RigException;

/**
 * Ports of the host that QEMU's user network forwards into the machine. The kernel picks the host's port (QEMU is asked for
 * port 0), so that no two machines can race for one.
 */
final class Ports {
    private static final Pattern FORWARD =
            Pattern.compile("TCP\\[HOST_FORWARD\\]\\s+\\d+\\s+\\S+\\s+(\\d+)\\s+\\S+\\s+(\\d+)");

    private final QmpClient qmp;
    private final Map<Integer, Integer> known = new ConcurrentHashMap<>();

    Ports(QmpClient qmp) {
        this.qmp = qmp;
    }

    /** The port on 127.0.0.1 that reaches {@code guestPort}. */
    int of(int guestPort) {
        // Asked once: QEMU's list grows with every open connection.
        return known.computeIfAbsent(guestPort, port -> find(port).orElseGet(() -> add(port)));
    }

    private int add(int guestPort) {
        String answer = qmp.human("hostfwd_add tcp:127.0.0.1:0-:" + guestPort);
        return find(guestPort)
                .orElseThrow(() -> new RigException(
                        RigException.Kind.REFUSED, "QEMU forwards no port to " + guestPort + ": " + answer));
    }

    private Optional<Integer> find(int guestPort) {
        return in(qmp.human("info usernet"), guestPort);
    }

    static Optional<Integer> in(String listing, int guestPort) {
        Matcher matcher = FORWARD.matcher(listing);
        while (matcher.find()) {
            if (Integer.parseInt(matcher.group(2)) == guestPort) {
                return Optional.of(Integer.parseInt(matcher.group(1)));
            }
        }
        return Optional.empty();
    }
}
