// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/**
 * A kind of USB device. Watts at the port, 5 V.
 *
 * @param name what a person would call it; also its identity (vendor, product, serial)
 * @param kind what its descriptors say it is
 * @param declaredMilliamps bMaxPower of its descriptor, in mA
 * @param standbyWatts configured, not spinning or asleep
 * @param idleWatts ready, no transfer
 * @param activeWatts transferring all the time
 * @param surgeWatts while spinning up; 0 if nothing spins
 * @param surgeMillis length of the spin-up, in ms
 * @param megabytesPerSecond throughput on USB 2.0
 * @param overdrawWatts what a misbehaving device draws once it starts, at most the port's limit; 0 for an honest one
 * @param overdrawAfterMillis how long after being authorised it starts, in ms
 * @param source source of these numbers
 */
public record UsbProfile(
        String name,
        Kind kind,
        int declaredMilliamps,
        double standbyWatts,
        double idleWatts,
        double activeWatts,
        double surgeWatts,
        int surgeMillis,
        double megabytesPerSecond,
        double overdrawWatts,
        int overdrawAfterMillis,
        String source) {

    /** What a device says it is. */
    public enum Kind {
        STICK,
        /** A spinning disk. */
        DISK,
        SSD,
        SERIAL,
        OTHER
    }

    /** A 2.5-inch disk with a hard spin-up. */
    public static final UsbProfile DISK_5W = new UsbProfile(
            "Travelstar 5K320 in a USB case",
            Kind.DISK,
            500,
            0.20,
            0.80,
            1.80,
            5.0,
            2600,
            30,
            0,
            0,
            "Hitachi 5K320 OEM specification 6.2: start 5.0 W peak, 3.8 W mean to ready, read and write 1.8 W, active idle 0.8 W, standby 0.2 W; bridge not included");
    /** A 2.5-inch disk with a softer spin-up. */
    public static final UsbProfile DISK_4W5 = new UsbProfile(
            "Fujitsu MHU2100 in a USB case",
            Kind.DISK,
            500,
            0.25,
            0.65,
            2.10,
            4.5,
            2200,
            25,
            0,
            0,
            "Fujitsu MHU2100AT manual, table 1.3: spin-up 0.9 A (4.5 W), idle 0.65 W, write 2.1 W, standby 0.25 W; bridge not included");
    /** A flash disk. */
    public static final UsbProfile SSD = new UsbProfile(
            "SATA SSD in a USB case",
            Kind.SSD,
            500,
            0.25,
            0.35,
            1.90,
            0,
            0,
            35,
            0,
            0,
            "assumption: SATA SSD limited by USB 2.0, with bridge");
    /** Another flash disk: hungrier. */
    public static final UsbProfile SSD_FAST = new UsbProfile(
            "NVMe SSD in a USB case",
            Kind.SSD,
            500,
            0.5,
            0.7,
            2.6,
            0,
            0,
            38,
            0,
            0,
            "assumption: NVMe SSD with bridge on USB 2.0");
    /** A stick. */
    public static final UsbProfile STICK = new UsbProfile(
            "USB stick",
            Kind.STICK,
            200,
            0.10,
            0.17,
            0.55,
            0,
            0,
            18,
            0,
            0,
            "34 mA idle, 105 mA writing at 5 V (pc-tablet.com, USB 2.0 sticks)");
    /** A smart meter's reading head. */
    public static final UsbProfile SERIAL = new UsbProfile(
            "serial adapter",
            Kind.SERIAL,
            90,
            0.05,
            0.09,
            0.12,
            0,
            0,
            0.01,
            0,
            0,
            "assumption: FTDI-class adapter, 15 to 25 mA");
    /** Declares 100 mA, then takes all it can get. */
    public static final UsbProfile HOSTILE = new UsbProfile(
            "gadget that lies",
            Kind.OTHER,
            100,
            0.3,
            0.3,
            0.4,
            0,
            0,
            1,
            4.5,
            9000,
            "invented: a heater behind a one-unit-load descriptor");
    /** Draws at once, before it is configured. */
    public static final UsbProfile HOSTILE_AT_ONCE = new UsbProfile(
            "gadget that does not ask",
            Kind.OTHER,
            100,
            0.3,
            0.3,
            0.4,
            0,
            0,
            1,
            4.0,
            0,
            "invented: a load without a descriptor's restraint");

    /** Whether it has to spin up before it works. */
    public boolean spins() {
        return surgeWatts > 0;
    }

    /** Largest honest draw, in W. */
    public double largestWatts() {
        return Math.max(activeWatts, surgeWatts);
    }
}
