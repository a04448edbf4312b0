// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.platform.PowerMessages.Status;
import org.hearthplug.runtime.platform.Snapshot;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/**
 * {@code /metrics} in Prometheus' text format. Who may ask is decided before. The number of series is bounded: labels come from closed lists,
 * or from at most {@value #MAX_OF_A_KIND} parts of the plug. What does not answer is left out; {@code hearth_platform_up} says so.
 */
public final class MetricsEndpoint {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_OF_A_KIND = 16;
    private static final double JOULES_PER_WATT_HOUR = 3600;
    private static final List<String> REASONS = List.of("limit", "wish", "goal", "heat");
    private static final List<String> PORT_STATES = List.of("waiting", "held", "in-use", "cut-off", "unwatched");

    private final PlatformView platform;
    private final EnergyKeeper keeper;
    private final Inside inside;
    private final InstantSource clock;

    /**
     * What this daemon knows itself.
     *
     * @param newestBackup when the newest good backup was made
     * @param sessions people's sessions that are open
     * @param connections open connections
     */
    public record Inside(Supplier<Optional<Instant>> newestBackup, IntSupplier sessions, IntSupplier connections) {}

    /** Tells what these know. */
    public MetricsEndpoint(PlatformView platform, EnergyKeeper keeper, Inside inside, InstantSource clock) {
        this.platform = platform;
        this.keeper = keeper;
        this.inside = inside;
        this.clock = clock;
    }

    /** Answers; blocks for as long as platformd takes, some seconds at most. */
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw new Problem(405, "Metrics are read with GET. Use that.").header("Allow", "GET");
        }
        Exposition out = new Exposition();
        Optional<Snapshot> snapshot = snapshot();
        out.family("hearth_platform_up", "gauge", "Whether the hardware service answers.")
                .sample(snapshot.isPresent() ? 1 : 0);
        snapshot.ifPresent(now -> machine(out, now));
        status().ifPresent(now -> power(out, now));
        keeper.countersIfAny().ifPresent(now -> energy(out, now));
        inside(out);
        exchange.send(200, Exposition.TYPE, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Snapshot> snapshot() {
        try {
            return Optional.of(PlatformMessages.JSON.type(Snapshot.class).fromJson(platform.snapshot(PATIENCE)));
        } catch (IOException | RuntimeException away) {
            return Optional.empty();
        }
    }

    private Optional<Status> status() {
        try {
            return Optional.of(PowerMessages.STATUS.fromJson(platform.power(PATIENCE)));
        } catch (IOException | RuntimeException away) {
            return Optional.empty();
        }
    }

    private void machine(Exposition out, Snapshot now) {
        out.family("hearth_build_info", "gauge", "The release that runs.")
                .sample("version", now.versions().hearth(), 1);
        out.family("hearth_boot_time_seconds", "gauge", "When the plug started, since 1970.")
                .sample(clock.instant().getEpochSecond() - now.uptimeSeconds());
        out.family("hearth_processor_busy_ratio", "gauge", "Share of the processor that is busy.")
                .sample(now.cpu().usage());
        if (!now.thermal().isEmpty()) {
            out.family("hearth_temperature_celsius", "gauge", "Temperature of a thermal zone.");
            now.thermal().stream()
                    .limit(MAX_OF_A_KIND)
                    .forEach(zone -> out.sample("zone", zone.zone(), zone.milliCelsius() / 1000.0));
        }
        out.family("hearth_memory_bytes", "gauge", "Memory that there is.")
                .sample(now.memory().totalBytes());
        out.family("hearth_memory_available_bytes", "gauge", "Memory that programs could still get.")
                .sample(now.memory().availableBytes());
        storage(out, now);
    }

    private static void storage(Exposition out, Snapshot now) {
        var mounted = now.storage().stream()
                .flatMap(disk -> disk.partitions().stream())
                .filter(part -> part.mountPoint() != null && part.usableBytes() != null && part.freeBytes() != null)
                .limit(MAX_OF_A_KIND)
                .toList();
        if (mounted.isEmpty()) {
            return;
        }
        out.family("hearth_filesystem_size_bytes", "gauge", "Size of a file system.");
        mounted.forEach(part -> out.sample("mountpoint", part.mountPoint(), part.usableBytes()));
        out.family("hearth_filesystem_free_bytes", "gauge", "What is free on a file system.");
        mounted.forEach(part -> out.sample("mountpoint", part.mountPoint(), part.freeBytes()));
    }

    private static void power(Exposition out, Status now) {
        out.family("hearth_power_watts", "gauge", "Power at the wall; see hearth_power_measured.")
                .sample(now.milliwatts() / 1000.0);
        out.family("hearth_power_measured", "gauge", "1 when a sensor measured the power, 0 when a model told it.")
                .sample(now.measured() ? 1 : 0);
        out.family("hearth_power_limit_watts", "gauge", "The hard limit at the wall.")
                .sample(now.budget().hardLimitMilliwatts() / 1000.0);
        out.family("hearth_power_target_watts", "gauge", "What is planned for, below the limit by the margin.")
                .sample(now.targetMilliwatts() / 1000.0);
        out.family("hearth_power_wish_watts", "gauge", "What work that can wait may fill up to.")
                .sample(now.wishMilliwatts() / 1000.0);
        out.family("hearth_operating_point_hertz", "gauge", "The highest operating point that is allowed.")
                .sample(now.cpu().operatingPointHz());
        out.family("hearth_processor_granted_ratio", "gauge", "Share of the processor that services may use together.")
                .sample(now.cpu().quotaMilliCores()
                        / (1000.0 * Math.max(1, now.cpu().cores())));
        out.family("hearth_work_held_back", "gauge", "1 for what holds work back at the moment.");
        REASONS.forEach(reason -> out.sample("reason", reason, now.binds().equals(reason) ? 1 : 0));
        out.family("hearth_usb_devices", "gauge", "USB devices, by where they are in being admitted.");
        PORT_STATES.forEach(state -> out.sample(
                "state",
                state,
                now.ports().stream().filter(port -> port.state().equals(state)).count()));
        out.family("hearth_energy_month_joules", "gauge", "Energy at the wall since the first of the month.")
                .sample(now.energy().monthWattHours() * JOULES_PER_WATT_HOUR);
        out.family("hearth_energy_goal_joules", "gauge", "The goal for a month; 0 for none.")
                .sample(now.budget().monthlyWattHours() * JOULES_PER_WATT_HOUR);
    }

    private static void energy(Exposition out, EnergyReply now) {
        out.family(
                "hearth_energy_joules_total",
                "counter",
                "Energy at the wall by who used it, shared out by the model; begins at 0 when the power manager does.");
        for (int i = 0; i < now.names().size(); i++) {
            out.sample("service", now.names().get(i), now.counters().get(i) / 1000.0);
        }
        out.family("hearth_service_cpu_seconds_total", "counter", "Processor time of a service.");
        for (int i = 0; i < now.names().size(); i++) {
            if (!now.names().get(i).equals("plug")) {
                out.sample("service", now.names().get(i), now.cpuMillis().get(i) / 1000.0);
            }
        }
    }

    private void inside(Exposition out) {
        inside.newestBackup().get().ifPresent(at -> {
            out.family("hearth_backup_last_success_timestamp_seconds", "gauge", "When the newest good backup was made.")
                    .sample(at.getEpochSecond());
            out.family("hearth_backup_age_seconds", "gauge", "Age of the newest good backup.")
                    .sample(Math.max(0, Duration.between(at, clock.instant()).toSeconds()));
        });
        out.family("hearth_sessions", "gauge", "Sessions of people who are signed in.")
                .sample(inside.sessions().getAsInt());
        out.family("hearth_connections", "gauge", "Open connections to the web server.")
                .sample(inside.connections().getAsInt());
    }
}
