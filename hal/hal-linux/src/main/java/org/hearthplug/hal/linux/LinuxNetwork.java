// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.hearthplug.hal.Network;

/** Interfaces from {@code /sys/class/net} (Documentation/ABI/testing/sysfs-class-net), addresses and routes by rtnetlink. */
final class LinuxNetwork implements Network {
    private static final String CLASS = "sys/class/net/";

    // if_arp.h and if.h
    private static final long ARPHRD_ETHER = 1;
    private static final long ARPHRD_LOOPBACK = 772;
    private static final long IFF_UP = 1;
    private static final int MAX_LINKS = 256;

    private final KernelFiles files;
    private final Supplier<Map<Integer, List<Address>>> addresses;
    private final Supplier<List<RouteTable.Entry>> routes;

    LinuxNetwork(
            KernelFiles files,
            Supplier<Map<Integer, List<Address>>> addresses,
            Supplier<List<RouteTable.Entry>> routes) {
        this.files = files;
        this.addresses = addresses;
        this.routes = routes;
    }

    @Override
    public List<Link> links() {
        Map<Integer, List<Address>> byInterface = addresses.get();
        List<Link> links = new ArrayList<>();
        for (String name : files.names(CLASS)) {
            if (links.size() < MAX_LINKS) {
                link(name, byInterface).ifPresent(links::add);
            }
        }
        return links;
    }

    @Override
    public List<Route> routes() {
        List<RouteTable.Entry> entries = routes.get();
        Map<Integer, String> names = entries.isEmpty() ? Map.of() : names();
        List<Route> found = new ArrayList<>();
        for (RouteTable.Entry entry : entries) {
            // An interface that went meanwhile took its routes along.
            Optional.ofNullable(names.get(entry.index()))
                    .ifPresent(link -> found.add(
                            new Route(entry.destination(), entry.gateway(), link, entry.metric(), entry.usable())));
        }
        found.sort(Comparator.comparingLong(Route::metric));
        return List.copyOf(found);
    }

    private Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        for (String name : files.names(CLASS)) {
            files.integer(CLASS + name + "/ifindex").ifPresent(index -> names.put(index, name));
        }
        return names;
    }

    private Optional<Link> link(String name, Map<Integer, List<Address>> byInterface) {
        String path = CLASS + name + "/";
        OptionalInt index = files.integer(path + "ifindex");
        if (index.isEmpty()) {
            return Optional.empty();
        }
        boolean up = (flags(path) & IFF_UP) != 0;
        // The kernel answers EINVAL for both while the interface is off; speed is -1 when the driver cannot tell.
        boolean carrier = up && files.flag(path + "carrier");
        OptionalInt speed = carrier ? files.integer(path + "speed") : OptionalInt.empty();
        return Optional.of(new Link(
                name,
                index.getAsInt(),
                kind(path),
                files.label(path + "address")
                        .filter(mac -> !mac.replace("00", "").replace(":", "").isEmpty()),
                up,
                carrier,
                speed.isPresent() && speed.getAsInt() > 0 ? speed : OptionalInt.empty(),
                files.integer(path + "mtu").orElse(0),
                byInterface.getOrDefault(index.getAsInt(), List.of()),
                statistics(path + "statistics/")));
    }

    private long flags(String path) {
        String hex = files.text(path + "flags").orElse("0x0");
        try {
            return Long.decode(hex);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private Kind kind(String path) {
        long type = files.number(path + "type").orElse(0);
        if (type == ARPHRD_LOOPBACK) {
            return Kind.LOOPBACK;
        }
        if (files.exists(path + "phy80211") || files.exists(path + "wireless")) {
            return Kind.WIFI;
        }
        return type == ARPHRD_ETHER && files.exists(path + "device") ? Kind.ETHERNET : Kind.OTHER;
    }

    private Statistics statistics(String path) {
        return new Statistics(
                files.number(path + "rx_bytes").orElse(0),
                files.number(path + "tx_bytes").orElse(0),
                files.number(path + "rx_errors").orElse(0),
                files.number(path + "tx_errors").orElse(0));
    }
}
