// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** One gigabit interface, {@code eth0}, that keeps what it is told. */
final class ScriptedEthernet implements Ethernet {
    private static final List<Mode> CAN =
            List.of(new Mode(10, Duplex.FULL), new Mode(100, Duplex.FULL), new Mode(1000, Duplex.FULL));

    private final Set<String> failing;
    private List<Mode> advertised = CAN;
    private Pause pause = new Pause(true, true, true);
    private boolean efficient;
    private Set<Wake> wake = Set.of();

    ScriptedEthernet(Set<String> failing) {
        this.failing = failing;
    }

    private void check(String link) {
        if (failing.contains("ethernet")) {
            throw new HalException(Kind.IO, link, 5, "scripted", null);
        }
        if (!link.equals("eth0")) {
            throw new HalException(Kind.GONE, link, "scripted");
        }
    }

    @Override
    public synchronized Modes modes(String link) {
        check(link);
        return new Modes(
                true, OptionalInt.of(advertised.getLast().mbps()), Optional.of(Duplex.FULL), CAN, advertised, CAN);
    }

    @Override
    public synchronized void advertise(String link, OptionalInt maxMbps) {
        check(link);
        List<Mode> wanted = CAN.stream()
                .filter(mode -> mode.mbps() <= maxMbps.orElse(Integer.MAX_VALUE))
                .toList();
        if (wanted.isEmpty()) {
            throw new HalException(Kind.OUT_OF_RANGE, link, "scripted");
        }
        advertised = wanted;
    }

    @Override
    public synchronized Pause pause(String link) {
        check(link);
        return pause;
    }

    @Override
    public synchronized void pause(String link, Pause wanted) {
        check(link);
        pause = wanted;
    }

    @Override
    public synchronized EnergyEfficient energyEfficient(String link) {
        check(link);
        return new EnergyEfficient(efficient, efficient, CAN.subList(1, 3), CAN.subList(1, 3));
    }

    @Override
    public synchronized void energyEfficient(String link, boolean on) {
        check(link);
        efficient = on;
    }

    @Override
    public synchronized WakeOnLan wakeOnLan(String link) {
        check(link);
        return new WakeOnLan(Set.of(Wake.MAGIC_PACKET), wake);
    }

    @Override
    public synchronized void wakeOnLan(String link, Set<Wake> on) {
        check(link);
        if (!Set.of(Wake.MAGIC_PACKET).containsAll(on)) {
            throw new HalException(Kind.UNSUPPORTED, link, "scripted");
        }
        wake = on;
    }
}
