// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Processor;
import org.hearthplug.runtime.platform.Snapshot;

/**
 * Takes snapshots of the hardware and the services. A part that fails is left out and named in the log once until it
 * works again; the rest is told all the same. One thread at a time.
 */
final class Snapshots {
    private static final Logger LOG = Logger.getLogger(Snapshots.class.getName());

    private final Hardware hardware;
    private final Release release;
    private final Services services;
    private final StorageView storage;
    private final java.util.Set<String> failing = new java.util.HashSet<>();
    private Processor.Times lastTimes;

    Snapshots(Hardware hardware, Release release, Services services) {
        this.hardware = hardware;
        this.release = release;
        this.services = services;
        this.storage = new StorageView(hardware.blockDevices(), hardware.mounts());
    }

    /** Reads everything. Two seconds at most, when a disk does not answer. */
    synchronized Snapshot take() {
        Board.BoardIdentity board = part(
                "board",
                hardware.board()::identity,
                new Board.BoardIdentity("unknown", List.of(), "unknown", "unknown", "unknown"));
        long uptimeSeconds = hardware.board().uptime().toSeconds();
        return new Snapshot(
                board.model(),
                release.lab(),
                uptimeSeconds,
                board.bootId(),
                board.hostname(),
                new Snapshot.Versions(
                        release.hearth(),
                        release.image(),
                        release.build(),
                        board.kernelRelease(),
                        Runtime.version().toString()),
                part("processor", this::cpu, new Snapshot.Cpu(1, 1, 0, null, null, null, List.of(), null)),
                part("thermal", this::thermal, List.of()),
                part("memory", this::memory, new Snapshot.Memory(0, 0, 0, 0)),
                part("storage", storage::disks, List.of()),
                part("network", this::network, List.of()),
                services.list(uptimeSeconds));
    }

    private <T> T part(String name, Supplier<T> reading, T absent) {
        try {
            T value = reading.get();
            if (failing.remove(name)) {
                LOG.log(Level.INFO, "Reading {0} works again.", name);
            }
            return value;
        } catch (HalException failure) {
            if (failing.add(name)) {
                LOG.log(Level.WARNING, "Reading " + name + " fails.", failure);
            }
            return absent;
        }
    }

    private Snapshot.Cpu cpu() {
        Processor.State state = hardware.processor().state();
        Processor.Times times = hardware.processor().times();
        double usage = times.busySince(lastTimes == null ? new Processor.Times(0, 0) : lastTimes);
        lastTimes = times;
        double rounded = Math.round(usage * 1000) / 1000.0;
        if (state.policies().isEmpty()) {
            return new Snapshot.Cpu(state.cores(), state.online(), rounded, null, null, null, List.of(), null);
        }
        Processor.FrequencyPolicy policy = state.policies().getFirst();
        return new Snapshot.Cpu(
                state.cores(),
                state.online(),
                rounded,
                policy.currentHz().isPresent() ? (Long) policy.currentHz().getAsLong() : null,
                policy.minHz(),
                policy.maxHz(),
                policy.operatingPointsHz(),
                policy.governor());
    }

    private List<Snapshot.ThermalZone> thermal() {
        return hardware.thermal().zones().stream()
                .map(zone -> new Snapshot.ThermalZone(zone.name(), zone.type(), zone.milliCelsius()))
                .toList();
    }

    private Snapshot.Memory memory() {
        var state = hardware.memory().state();
        return new Snapshot.Memory(
                state.totalBytes(), state.availableBytes(), state.swapTotalBytes(), state.swapFreeBytes());
    }

    private List<Snapshot.Link> network() {
        return hardware.network().links().stream()
                .map(link -> new Snapshot.Link(
                        link.name(),
                        link.kind().name().toLowerCase(java.util.Locale.ROOT),
                        link.mac().orElse(null),
                        link.carrier(),
                        link.speedMbps().isPresent()
                                ? (Integer) link.speedMbps().getAsInt()
                                : null,
                        link.addresses().stream().map(Object::toString).toList(),
                        link.statistics().rxBytes(),
                        link.statistics().txBytes()))
                .toList();
    }
}
