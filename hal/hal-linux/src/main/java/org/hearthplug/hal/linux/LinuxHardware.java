// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.HardwareRandom;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.MainMemory;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Sensors;
import org.hearthplug.hal.Thermal;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.WifiNetworks;

/** The machine as its Linux kernel shows it. Making one reads nothing; each part reads when it is asked. */
public final class LinuxHardware implements Hardware {
    private static final List<String> SIMULATORS =
            List.of("hearth_bench", "mac80211_hwsim", "gpio_sim", "i2c_stub", "dummy_hcd");

    private final boolean recorded;
    private final KernelFiles files;
    private final Board board;
    private final Processor processor;
    private final Thermal thermal;
    private final Sensors sensors;
    private final Leds leds;
    private final Buttons buttons;
    private final MainMemory memory;
    private final BlockDevices blockDevices;
    private final DiskControl diskControl;
    private final Mounts mounts;
    private final Network network;
    private final Ethernet ethernet;
    private final Wifi wifi;
    private final WifiNetworks wifiNetworks;
    private final Usb usb;
    private final Cards cards;
    private final Watchdogs watchdogs;
    private final RealTimeClocks realTimeClocks;
    private final HardwareRandom random;
    private final DeviceEvents deviceEvents;

    private LinuxHardware(Path root, boolean recorded) {
        files = new KernelFiles(root);
        this.recorded = recorded;
        board = new LinuxBoard(files);
        processor = new LinuxProcessor(files);
        thermal = new LinuxThermal(files);
        sensors = new LinuxSensors(files);
        leds = new LinuxLeds(files);
        buttons = new LinuxButtons(files, root.resolve("dev/input"));
        memory = new LinuxMainMemory(files);
        LinuxBlockDevices disks = new LinuxBlockDevices(files, new VolumeProber(root.resolve("dev")));
        blockDevices = disks;
        mounts = new LinuxMounts(files);
        LinuxSmart smart = new LinuxSmart(files, disk -> {
            if (recorded) {
                throw new HalException(HalException.Kind.UNSUPPORTED, disk, "a recording does not answer");
            }
            return new ScsiGeneric(disk, root.resolve("dev").resolve(disk));
        });
        diskControl = new LinuxDiskControl(files, disks, mounts, smart);
        network = recorded ? new LinuxNetwork(files, Map::of, List::of) : network(files, new RouteNetlink());
        ethernet = new LinuxEthernet(recorded ? new NoFamily() : new GenericNetlink("ethtool", 1));
        wifi = new LinuxWifi(files, recorded ? new NoFamily() : new GenericNetlink("nl80211", 1));
        wifiNetworks = new WpaNetworks(root.resolve("run/wpa_supplicant"));
        deviceEvents = new LinuxDeviceEvents();
        UsbFs usbFs = new UsbFs(root.resolve("dev/bus/usb"));
        HubSwitches switches = new HubSwitches(hub -> {
            if (recorded) {
                throw new HalException(HalException.Kind.UNSUPPORTED, hub.name(), "a recording does not answer");
            }
            return usbFs.hubDescriptor(hub);
        });
        usb = new LinuxUsb(files, deviceEvents, switches);
        cards = new LinuxCards(files);
        watchdogs = new LinuxWatchdogs(files);
        realTimeClocks = new LinuxRealTimeClocks(files);
        random = new LinuxRandom(files);
    }

    private static Network network(KernelFiles files, RouteNetlink kernel) {
        return new LinuxNetwork(files, kernel::addresses, kernel::routes);
    }

    /** The machine this process runs on. */
    public static LinuxHardware ofThisMachine() {
        return new LinuxHardware(Path.of("/"), false);
    }

    /**
     * A recorded tree with {@code sys}, {@code proc} and {@code dev} below it. Interfaces have no addresses, routes,
     * modes or radios there, hubs tell nothing, and device events are still this machine's.
     */
    public static LinuxHardware ofRecordedTree(Path root) {
        return new LinuxHardware(root, true);
    }

    @Override
    public Board board() {
        return board;
    }

    @Override
    public Processor processor() {
        return processor;
    }

    @Override
    public Thermal thermal() {
        return thermal;
    }

    @Override
    public Sensors sensors() {
        return sensors;
    }

    @Override
    public Leds leds() {
        return leds;
    }

    @Override
    public Buttons buttons() {
        return buttons;
    }

    @Override
    public MainMemory memory() {
        return memory;
    }

    @Override
    public BlockDevices blockDevices() {
        return blockDevices;
    }

    @Override
    public DiskControl diskControl() {
        return diskControl;
    }

    @Override
    public Mounts mounts() {
        return mounts;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Ethernet ethernet() {
        return ethernet;
    }

    @Override
    public Wifi wifi() {
        return wifi;
    }

    @Override
    public WifiNetworks wifiNetworks() {
        return wifiNetworks;
    }

    @Override
    public Usb usb() {
        return usb;
    }

    @Override
    public Cards cards() {
        return cards;
    }

    @Override
    public Watchdogs watchdogs() {
        return watchdogs;
    }

    @Override
    public RealTimeClocks realTimeClocks() {
        return realTimeClocks;
    }

    @Override
    public HardwareRandom random() {
        return random;
    }

    @Override
    public DeviceEvents deviceEvents() {
        return deviceEvents;
    }

    @Override
    public boolean simulated() {
        return recorded || !simulatedParts(files).isEmpty();
    }

    /** Kernel modules that make hardware up. QEMU's own devices are no such: their drivers are those of real ones. */
    static List<String> simulatedParts(KernelFiles files) {
        return SIMULATORS.stream()
                .filter(module -> files.exists("sys/module/" + module))
                .toList();
    }

    /** A kernel without the family. */
    private static final class NoFamily implements NetlinkFamily {
        @Override
        public Optional<List<Attributes>> ask(int command, boolean dump, Attributes.Writer body) {
            return Optional.empty();
        }

        @Override
        public Optional<NetlinkSocket> listen(String group) {
            return Optional.empty();
        }
    }
}
