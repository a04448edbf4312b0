// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

/** All parts of one machine. Each part may be used by any number of threads. */
public interface Hardware {
    /** What board this is. */
    Board board();

    /** The processor. */
    Processor processor();

    /** Temperature sensors that the kernel watches. */
    Thermal thermal();

    /** Sensors of power, voltage, current, temperature and fans. */
    Sensors sensors();

    /** Lamps. */
    Leds leds();

    /** Reset buttons. */
    Buttons buttons();

    /** Main memory. */
    MainMemory memory();

    /** Disks, sticks and cards. */
    BlockDevices blockDevices();

    /** Health and rest of disks, and making file systems. */
    DiskControl diskControl();

    /** What is mounted where. */
    Mounts mounts();

    /** Network interfaces. */
    Network network();

    /** What Ethernet interfaces negotiate. */
    Ethernet ethernet();

    /** Wireless interfaces. */
    Wifi wifi();

    /** Wi-Fi networks that the plug knows and is in. */
    WifiNetworks wifiNetworks();

    /** USB devices. */
    Usb usb();

    /** SD, MMC and SDIO cards. */
    Cards cards();

    /** Timers that reset a machine that hangs. */
    Watchdogs watchdogs();

    /** Clocks that run while the machine is off. */
    RealTimeClocks realTimeClocks();

    /** Random numbers out of hardware. */
    HardwareRandom random();

    /** Comings and goings. */
    DeviceEvents deviceEvents();

    /** True when any part is scripted or a simulator's; a production composition refuses to start on it. */
    boolean simulated();
}
