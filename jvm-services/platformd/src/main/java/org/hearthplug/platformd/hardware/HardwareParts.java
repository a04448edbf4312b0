// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Sensors;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.hal.Wifi;
import org.hearthplug.runtime.platform.HardwareMessages.Part;
import org.hearthplug.runtime.platform.HardwareMessages.PartsReply;

/** Reads the parts when asked, and only then. What does not answer is named, and the rest is told all the same. */
final class HardwareParts {
    private final Hardware hardware;
    private final Providers providers;
    private final DiskFacts disks;

    HardwareParts(Hardware hardware, Providers providers) {
        this.hardware = hardware;
        this.providers = providers;
        disks = new DiskFacts(hardware);
    }

    /** Everything. Two seconds at most for each kind, and once for each new hub, that does not answer. */
    PartsReply read() {
        List<Part> parts = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        kind("board", parts, missing, () -> Stream.of(board(hardware.board())));
        kind("usb", parts, missing, () -> hardware.usb().devices().stream().map(this::usb));
        kind(
                "disk",
                parts,
                missing,
                () -> hardware.blockDevices().list().stream().map(disks::disk));
        kind("card", parts, missing, () -> hardware.cards().cards().stream().map(DiskFacts::card));
        kind(
                "ethernet",
                parts,
                missing,
                () -> hardware.network().links().stream()
                        .filter(link -> link.kind() == Network.Kind.ETHERNET)
                        .map(HardwareParts::ethernet));
        kind("wifi", parts, missing, () -> hardware.wifi().radios().stream().map(HardwareParts::radio));
        kind(
                "watchdog",
                parts,
                missing,
                () -> hardware.watchdogs().list().stream().map(HardwareParts::watchdog));
        kind(
                "clock",
                parts,
                missing,
                () -> hardware.realTimeClocks().list().stream().map(this::clock));
        kind(
                "random",
                parts,
                missing,
                () -> hardware.random().source().stream()
                        .map(source -> new Facts("random", source.name(), source.name())
                                .add("entropy", source.quality() + "/1024")
                                .part()));
        kind("sensor", parts, missing, this::sensors);
        kind(
                "lamp",
                parts,
                missing,
                () -> hardware.leds().list().stream()
                        .map(lamp -> new Facts("lamp", lamp.name(), lamp.name())
                                .add("brightness", lamp.brightness() + "/" + lamp.maxBrightness())
                                .add("trigger", lamp.trigger())
                                .part()));
        kind(
                "button",
                parts,
                missing,
                () -> hardware.buttons().list().stream()
                        .map(button -> new Facts("button", button.name(), button.label()).part()));
        kind("serial", parts, missing, this::serialPorts);
        kind("gpio", parts, missing, this::lines);
        return new PartsReply(parts, missing);
    }

    private static void kind(String kind, List<Part> parts, List<String> missing, Supplier<Stream<Part>> reading) {
        try {
            parts.addAll(reading.get().toList());
        } catch (HalException failure) {
            // A kind that this kernel has not is not missing: there is none.
            if (failure.kind() != HalException.Kind.UNSUPPORTED) {
                missing.add(kind);
            }
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Part board(Board board) {
        Board.BoardIdentity identity = board.identity();
        Facts facts = new Facts("board", "board", identity.model()).add("kernel", identity.kernelRelease());
        board.profile().ifPresent(profile -> {
            facts.add("profile", profile.name());
            facts.add(
                    "absent",
                    String.join(
                            ", ",
                            profile.parts().stream()
                                    .filter(part -> !part.found())
                                    .map(part -> part.kind() + " " + part.name())
                                    .toList()));
        });
        return facts.part();
    }

    private Part usb(Usb.Device device) {
        String about = Stream.of(device.manufacturer(), device.product())
                .flatMap(Optional::stream)
                .distinct()
                .reduce((maker, product) -> product.startsWith(maker) ? product : maker + " " + product)
                .orElse(String.format(Locale.ROOT, "%04x:%04x", device.vendorId(), device.productId()));
        return new Facts("usb", device.name(), about)
                .parent(device.parent())
                .add("class", word(device.kind()))
                .add(
                        "speed",
                        device.speedKbps() >= 1000
                                ? device.speedKbps() / 1000 + " Mbit/s"
                                : device.speedKbps() + " kbit/s")
                .add("asks", device.maxPowerMilliamps() + " mA")
                .add("port-power", device.ports().isPresent() ? portPower(device.name()) : "")
                .add("serial", device.serial())
                .add("driver", drivers(device))
                .add("state", device.authorized() ? "" : "held")
                .part();
    }

    /** Empty when the hub has gone meanwhile. */
    private String portPower(String hub) {
        try {
            return word(hardware.usb().switching(hub));
        } catch (HalException gone) {
            return "";
        }
    }

    private static String drivers(Usb.Device device) {
        return String.join(
                ", ",
                new TreeSet<>(device.functions().stream()
                        .flatMap(function -> function.driver().stream())
                        .toList()));
    }

    private static Part ethernet(Network.Link link) {
        Facts facts = new Facts("ethernet", link.name(), link.name())
                .add("mac", link.mac())
                .add("state", link.carrier() ? "carrier" : "no carrier");
        link.speedMbps().ifPresent(mbps -> facts.add("speed", mbps + " Mbit/s"));
        return facts.add(
                        "errors",
                        Long.toString(
                                link.statistics().rxErrors() + link.statistics().txErrors()))
                .part();
    }

    private static Part radio(Wifi.Radio radio) {
        Facts facts = new Facts("wifi", radio.link(), radio.link())
                .add("class", word(radio.role()))
                .add("mac", radio.mac())
                .add("network", radio.ssid());
        radio.frequencyMhz().ifPresent(mhz -> facts.add("channel", mhz + " MHz"));
        return facts.part();
    }

    private static Part watchdog(Watchdogs.Watchdog watchdog) {
        return new Facts("watchdog", watchdog.name(), watchdog.identity())
                .add("state", watchdog.armed() ? "armed" : "not armed")
                .add("waits", watchdog.timeout().toSeconds() + " s")
                .add("stops", watchdog.stoppable() ? "" : "never")
                .add("caused-reset", watchdog.causedReset() ? "yes" : "")
                .part();
    }

    private Part clock(RealTimeClocks.Clock clock) {
        Facts facts = new Facts("clock", clock.name(), clock.driver())
                .add("gave-time", clock.gaveTime() ? "yes" : "")
                .add("wakes", clock.wakes() ? "yes" : "");
        try {
            facts.add("time", hardware.realTimeClocks().read(clock.name()).toString());
        } catch (HalException senseless) {
            facts.add("state", "tells no time");
        }
        return facts.part();
    }

    private Stream<Part> serialPorts() {
        return providers.serial().stream()
                .flatMap(serial -> serial.ports().stream())
                .map(port -> {
                    String name = port.name().substring(port.name().lastIndexOf('/') + 1);
                    String about = port.description().isBlank() ? name : port.description();
                    return new Facts("serial", name, about)
                            .add(
                                    "usb",
                                    port.vendorId()
                                            .map(vendor -> String.format(
                                                    Locale.ROOT,
                                                    "%04x:%04x",
                                                    vendor,
                                                    port.productId().orElse(0))))
                            .part();
                });
    }

    private Stream<Part> lines() {
        return providers.gpio().stream()
                .flatMap(gpio -> gpio.chips().stream())
                .map(chip -> new Facts("gpio", chip.name(), chip.label().isBlank() ? chip.name() : chip.label())
                        .add("lines", chip.lines() > 0 ? Integer.toString(chip.lines()) : "")
                        .part());
    }

    private Stream<Part> sensors() {
        return hardware.sensors().readings().stream()
                .map(reading -> new Facts(
                                "sensor",
                                reading.device() + "/" + word(reading.quantity()) + reading.channel(),
                                reading.label().orElse(reading.chip()))
                        .add(word(reading.quantity()), reading.value() + " " + unit(reading.quantity()))
                        .part());
    }

    private static String unit(Sensors.Quantity quantity) {
        return switch (quantity) {
            case POWER -> "µW";
            case VOLTAGE -> "mV";
            case CURRENT -> "mA";
            case TEMPERATURE -> "m°C";
            case FAN -> "1/min";
            case ENERGY -> "µJ";
        };
    }
}
