// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Network;

/** A cable in a network of QEMU's kind. */
final class ScriptedNetwork implements Network {
    private final Set<String> failing;

    ScriptedNetwork(Set<String> failing) {
        this.failing = failing;
    }

    private <T> T unlessFailing(T value) {
        if (failing.contains("network")) {
            throw new HalException(HalException.Kind.IO, "network", 5, "scripted", null);
        }
        return value;
    }

    @Override
    public List<Link> links() {
        return unlessFailing(List.of(new Link(
                "eth0",
                2,
                Kind.ETHERNET,
                Optional.of("52:54:00:00:00:01"),
                true,
                true,
                OptionalInt.of(100),
                1500,
                List.of(new Address("10.0.2.15", 24)),
                new Statistics(1, 2, 0, 0))));
    }

    @Override
    public List<Route> routes() {
        return unlessFailing(List.of(
                new Route(new Address("10.0.2.0", 24), Optional.empty(), "eth0", 0, true),
                new Route(new Address("0.0.0.0", 0), Optional.of("10.0.2.2"), "eth0", 100, true)));
    }
}
