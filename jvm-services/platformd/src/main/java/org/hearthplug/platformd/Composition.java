// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Hardware;
import org.hearthplug.platformd.button.ButtonService;
import org.hearthplug.platformd.button.LineButton;
import org.hearthplug.platformd.disks.DiskService;
import org.hearthplug.platformd.hardware.HardwareService;
import org.hearthplug.platformd.hardware.Providers;
import org.hearthplug.platformd.power.PowerService;
import org.hearthplug.platformd.update.UpdatePaths;
import org.hearthplug.platformd.update.Updates;
import org.hearthplug.platformd.wifi.WifiService;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Config;
import org.hearthplug.runtime.ConfigException;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.HardwareMessages;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.UpdateMessages;
import org.hearthplug.runtime.platform.WifiMessages;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkServer;

/** What platformd is made of, in the order it starts. */
final class Composition {
    /** Subsystems whose events may change what draws power at a port. */
    private static final Set<String> POWERED = Set.of("usb", "block");

    /** Subsystems with which a button may come. */
    private static final Set<String> INPUTS = Set.of("input", "gpio");

    private Composition() {}

    /** Simulated parts belong in a lab; elsewhere they would show an owner numbers that mean nothing. */
    static void refuseSimulation(Hardware hardware, Release release) {
        if (hardware.simulated() && !release.lab()) {
            throw new IllegalStateException("The hardware is simulated and this image is not a lab's.");
        }
    }

    static List<Component> of(Config config, Hardware hardware, Release release) {
        Services services =
                new Services(Path.of("/proc"), config.path("service-directory"), config.path("supervision-directory"));
        Snapshots snapshots = new Snapshots(hardware, release, services);
        Publisher publisher = new Publisher(snapshots);
        PowerService power = power(config, hardware);
        Updates updates = new Updates(updatePaths(config), release.hearth());
        Providers providers = new Providers();
        ButtonService button =
                new ButtonService(buttons(config, hardware, providers), hardware.leds(), updates::restart);
        WifiService wifi = wifi(config, hardware);
        DiskService disks = disks(config, hardware, publisher);
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(config.path("socket"), config.text("group")),
                new ServiceInfo("Hearth", "platformd", release.hearth(), "https://hearthplug.org/"),
                access(config.text("reader")),
                VarlinkServer.Limits.DEFAULT,
                List.of(
                        new PlatformInterface(publisher).describe(),
                        power.describe(),
                        wifi.describe(),
                        disks.describe(),
                        new HardwareService(hardware, providers).describe(),
                        updates.describe()));
        DeviceWatch watch = new DeviceWatch(hardware.deviceEvents(), publisher, event -> {
            if (POWERED.contains(event.subsystem()) || event.equals(PlatformMessages.RESCAN)) {
                power.usbMoved();
            }
            if (INPUTS.contains(event.subsystem()) || event.equals(PlatformMessages.RESCAN)) {
                button.inputMoved();
            }
            if (event.subsystem().equals("ieee80211") || event.equals(PlatformMessages.RESCAN)) {
                wifi.radioMoved();
            }
            if (DiskService.concerns(event)) {
                disks.moved(event);
            }
        });
        WatchdogKeeper keeper = WatchdogKeeper.of(
                hardware.watchdogs(),
                config.path("socket"),
                config.duration("watchdog-timeout", Duration.ZERO, Duration.ofMinutes(30)));
        List<Component> parts = List.of(watch, new Listening(server), power, wifi, disks, button, keeper);
        return Rehearsal.isWanted()
                ? Stream.concat(parts.stream(), Stream.of(new Rehearsal())).toList()
                : parts;
    }

    /** The board's own, unless the owner wired one to a line. */
    private static Buttons buttons(Config config, Hardware hardware, Providers providers) {
        String line = config.text("button-line");
        try {
            return line.equals("none") ? hardware.buttons() : new LineButton(providers, line);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(wrong.getMessage());
        }
    }

    private static PowerService power(Config config, Hardware hardware) {
        return new PowerService(
                hardware,
                new PowerService.Settings(
                        Path.of("/"),
                        config.path("power-state-directory"),
                        config.path("power-marker-directory"),
                        config.duration("power-start-delay", Duration.ZERO, Duration.ofMinutes(10))),
                InstantSource.system());
    }

    private static WifiService wifi(Config config, Hardware hardware) {
        return new WifiService(
                hardware,
                new WifiService.Settings(
                        config.path("service-directory"),
                        config.path("wifi-directory"),
                        Path.of("/sys/class/ieee80211"),
                        config.path("wifi-country"),
                        config.path("claim-code-notice"),
                        config.duration("wifi-settle", Duration.ZERO, Duration.ofMinutes(30))));
    }

    private static DiskService disks(Config config, Hardware hardware, Publisher publisher) {
        return new DiskService(
                hardware,
                new DiskService.Settings(
                        config.path("disks-directory"),
                        config.path("disks-record"),
                        config.path("users"),
                        config.text("disks-account"),
                        Path.of("/sys/class/block"),
                        config.path("card"),
                        config.path("update-directory")),
                publisher::publish);
    }

    static AccessPolicy access(String reader) {
        Set<String> allowed = new HashSet<>(UpdateMessages.ALL);
        allowed.addAll(WifiMessages.ALL);
        allowed.addAll(DisksMessages.ALL);
        allowed.add(PlatformMessages.GET_SNAPSHOT);
        allowed.add(PlatformMessages.MONITOR);
        allowed.add(HardwareMessages.GET_PARTS);
        allowed.add(PowerMessages.GET_STATUS);
        allowed.add(PowerMessages.MONITOR);
        allowed.add(PowerMessages.GET_ENERGY);
        allowed.add(PowerMessages.SET_BUDGET);
        return AccessPolicy.byUser("root", Map.of(reader, Set.copyOf(allowed)));
    }

    private static UpdatePaths updatePaths(Config config) {
        return new UpdatePaths(
                config.path("update-directory"),
                config.path("service-directory").resolve("update"),
                config.path("card"),
                config.path("update-record"),
                Path.of("/proc/cmdline"));
    }

    /** The socket, as a part that starts and stops. */
    private record Listening(VarlinkServer server) implements Component {
        @Override
        public String name() {
            return "varlink";
        }

        @Override
        public void start() throws Exception {
            server.start();
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
