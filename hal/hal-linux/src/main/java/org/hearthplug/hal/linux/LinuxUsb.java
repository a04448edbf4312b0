// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.linux.HubSwitches.Hub;

/** USB devices from {@code /sys/bus/usb/devices} (Documentation/ABI/testing/sysfs-bus-usb). */
final class LinuxUsb implements Usb {
    private static final String DEVICES = "sys/bus/usb/devices/";
    private static final Pattern DEVICE = Pattern.compile("usb\\d{1,3}|\\d{1,3}-\\d{1,3}(\\.\\d{1,3}){0,6}");

    /** 127 addresses on a bus, and more buses than any plug has. */
    private static final int MAX_DEVICES = 512;

    // bMaxPower counts 2 mA, or 8 mA from USB 3.0 at SuperSpeed on (USB 3.2, 9.6.3).
    private static final int MILLIAMPS_PER_UNIT = 2;
    private static final int MILLIAMPS_PER_UNIT_SUPER = 8;
    private static final int SUPER_SPEED_KBPS = 5_000_000;

    private final KernelFiles files;
    private final DeviceEvents events;
    private final HubSwitches switches;

    LinuxUsb(KernelFiles files, DeviceEvents events, HubSwitches switches) {
        this.files = files;
        this.events = events;
        this.switches = switches;
    }

    @Override
    public List<Device> devices() {
        List<String> names = files.names(DEVICES);
        List<Device> devices = new ArrayList<>();
        for (String name : names) {
            if (devices.size() < MAX_DEVICES && DEVICE.matcher(name).matches()) {
                device(name, names).ifPresent(devices::add);
            }
        }
        devices.sort(Comparator.comparingInt(Device::bus)
                .thenComparing(device -> device.parent().isEmpty() ? "" : device.name(), Text.NATURAL));
        switches.forgetAllBut(devices);
        return List.copyOf(devices);
    }

    /** Empty when it goes away while it is read. */
    private Optional<Device> device(String name, List<String> names) {
        String path = DEVICES + name + "/";
        OptionalInt bus = files.integer(path + "busnum");
        OptionalInt address = files.integer(path + "devnum");
        if (bus.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        UsbDescriptors said = files.bytes(path + "descriptors")
                .flatMap(UsbDescriptors::parse)
                .orElse(new UsbDescriptors(0, 0, false, 0, List.of()));
        int vendor = hex(path + "idVendor");
        int speedKbps = speedKbps(path);
        List<Function> functions = withDrivers(name, said.functions(), names);
        int unit = speedKbps >= SUPER_SPEED_KBPS ? MILLIAMPS_PER_UNIT_SUPER : MILLIAMPS_PER_UNIT;
        OptionalInt ports = files.integer(path + "maxchild");
        return Optional.of(new Device(
                name,
                parent(name),
                bus.getAsInt(),
                address.getAsInt(),
                vendor,
                hex(path + "idProduct"),
                files.label(path + "manufacturer"),
                files.label(path + "product"),
                files.label(path + "serial"),
                speedKbps,
                said.maxPowerUnits() * unit,
                UsbKinds.of(vendor, said.deviceClass(), functions),
                files.number(path + "authorized").orElse(1) != 0,
                ports.orElse(0) > 0 ? ports : OptionalInt.empty(),
                functions));
    }

    /** The kernel's naming rule: {@code 2-1.4} hangs on {@code 2-1}, {@code 2-1} on {@code usb2}. */
    static Optional<String> parent(String name) {
        if (name.startsWith("usb")) {
            return Optional.empty();
        }
        int dot = name.lastIndexOf('.');
        return Optional.of(dot > 0 ? name.substring(0, dot) : "usb" + name.substring(0, name.indexOf('-')));
    }

    private List<Function> withDrivers(String name, List<Function> functions, List<String> names) {
        // An interface is "2-1:1.0": device, configuration, interface; a root's are "2-0:1.0".
        String prefix = (name.startsWith("usb") ? name.substring(3) + "-0" : name) + ":";
        List<Function> found = new ArrayList<>();
        for (Function function : functions) {
            String suffix = "." + function.number();
            Optional<String> driver = names.stream()
                    .filter(other -> other.startsWith(prefix) && other.endsWith(suffix))
                    .findFirst()
                    .flatMap(other -> files.linkName(DEVICES + other + "/driver"));
            found.add(new Function(
                    function.number(), function.classCode(), function.subclass(), function.protocol(), driver));
        }
        return found;
    }

    private int hex(String path) {
        try {
            return files.text(path)
                    .map(text -> Integer.parseInt(text, 16) & 0xFFFF)
                    .orElse(0);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    /** The kernel writes megabits, {@code 1.5} for the slowest. */
    private int speedKbps(String path) {
        try {
            return files.text(path + "speed")
                    .map(megabits -> (int) (Double.parseDouble(megabits) * 1000))
                    .orElse(0);
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }

    @Override
    public Watch watch() {
        return new LinuxUsbWatch(this, events.subscribe());
    }

    @Override
    public void authorize(String device) {
        write(device, existing(device) + "authorized", "1");
    }

    @Override
    public void hold(String device) {
        if (device.startsWith("usb")) {
            throw new HalException(HalException.Kind.UNSUPPORTED, device, "the root of a bus cannot be held");
        }
        write(device, existing(device) + "authorized", "0");
    }

    @Override
    public void holdArrivals(boolean hold) {
        for (String name : files.names(DEVICES)) {
            if (name.startsWith("usb")) {
                files.write(DEVICES + name + "/authorized_default", hold ? "0" : "1");
            }
        }
    }

    @Override
    public void autosuspend(String device, Optional<Duration> idle) {
        String path = existing(device) + "power/";
        if (idle.isEmpty()) {
            write(device, path + "control", "on");
            return;
        }
        long millis = idle.get().toMillis();
        if (millis < 0 || millis > Integer.MAX_VALUE) {
            throw new HalException(HalException.Kind.OUT_OF_RANGE, device, "an idle time of " + idle.get());
        }
        write(device, path + "autosuspend_delay_ms", Long.toString(millis));
        write(device, path + "control", "auto");
    }

    /** The kernel talks to the device under this, 5 s for each transfer; a caller waits two. */
    private void write(String device, String attribute, String value) {
        Bounded.run(device, () -> files.write(attribute, value));
    }

    @Override
    public Switching switching(String hub) {
        String path = existing(hub);
        if (files.number(path + "maxchild").orElse(-1) == 0) {
            return Switching.NONE;
        }
        OptionalInt bus = files.integer(path + "busnum");
        OptionalInt address = files.integer(path + "devnum");
        return bus.isEmpty() || address.isEmpty()
                ? Switching.NOT_TOLD
                : switches.of(new Hub(hub, bus.getAsInt(), address.getAsInt(), speedKbps(path) >= SUPER_SPEED_KBPS));
    }

    @Override
    public void power(String hub, int port, boolean on) {
        existing(hub);
        String path = portsPath(hub) + hub + "-port" + port + "/";
        if (!files.exists(path)) {
            throw new HalException(HalException.Kind.GONE, hub, "there is no port " + port);
        }
        if (!files.exists(path + "disable")) {
            throw new HalException(HalException.Kind.UNSUPPORTED, hub, "the kernel offers no switch for its ports");
        }
        // Or the kernel disconnects what is in the port before the hub does nothing.
        if (switching(hub) == Switching.NONE) {
            throw new HalException(
                    HalException.Kind.UNSUPPORTED, hub, "it says that it cannot switch the power of its ports");
        }
        write(hub, path + "disable", on ? "0" : "1");
    }

    /** Ports belong to the hub's only interface. */
    private static String portsPath(String hub) {
        String root = hub.startsWith("usb") ? hub.substring(3) + "-0" : hub;
        return DEVICES + hub + "/" + root + ":1.0/";
    }

    @Override
    public List<Port> ports(String hub) {
        Switching switching = switching(hub);
        return Bounded.call(hub, () -> readPorts(hub, switching));
    }

    private List<Port> readPorts(String hub, Switching switching) {
        String prefix = hub + "-port";
        List<Port> ports = new ArrayList<>();
        for (String name : files.names(portsPath(hub))) {
            OptionalLong number =
                    name.startsWith(prefix) ? Text.number(name.substring(prefix.length())) : OptionalLong.empty();
            if (number.isPresent()) {
                String path = portsPath(hub) + name + "/";
                ports.add(new Port(
                        (int) number.getAsLong(),
                        files.exists(path + "disable") ? switching : Switching.NONE,
                        !files.flag(path + "disable"),
                        files.number(path + "over_current_count").orElse(0),
                        files.linkName(path + "device")));
            }
        }
        return List.copyOf(ports);
    }

    /** The device's directory. The name comes from outside: only what looks like one is let into a path. */
    private String existing(String device) {
        if (!DEVICE.matcher(device).matches() || !files.exists(DEVICES + device)) {
            throw new HalException(HalException.Kind.GONE, device, "there is no such USB device");
        }
        return DEVICES + device + "/";
    }
}
