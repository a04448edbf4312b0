// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * What the kernel shows of the plug for the last control period: a form that is filled anew each period and never allocated again.
 * Shares are means over the period.
 */
public final class Observation {
    /** Die temperature, in °C; NaN if unknown. */
    public double dieCelsius;
    /** Case temperature, in °C; NaN if unknown. */
    public double caseCelsius;
    /** Operating point that may be used at most, by index, read back. */
    public int capInForce;
    /** Operating point in use, by index. */
    public int point;
    /** Cores online, read back. */
    public int cores;
    /** Processor quota read back, in cores. */
    public double quotaCores;
    /** Busy cores, 0 to the number of cores. */
    public double busyCores;
    /** Share of the network's capacity in use, 0 to 1. */
    public double netShare;
    /** Ethernet speed, in Mbit/s, read back; 0 without Ethernet. */
    public int ethernetMbit;
    /** Energy-Efficient Ethernet, read back. */
    public boolean eee;
    /** Wi-Fi power save, read back. */
    public boolean wifiSave;
    /** LEDs, read back. */
    public boolean leds;
    /** Share of time that the SD card was busy, 0 to 1. */
    public double cardShare;
    /** For each USB port: something is plugged in. */
    public final boolean[] present;
    /** For each USB port: its switch is on. */
    public final boolean[] powered;
    /** For each USB port: the device may be used. */
    public final boolean[] authorised;
    /** For each USB port: the device can transfer. */
    public final boolean[] ready;
    /** For each USB port: the disk is spinning up. */
    public final boolean[] spinningUp;
    /** For each USB port: a service waits for it. */
    public final boolean[] wanted;
    /** For each USB port: share of time that it transferred, 0 to 1. */
    public final double[] portShare;
    /** For each service: busy cores. */
    public final double[] loadCores;
    /** For each service: it has work waiting. */
    public final boolean[] loadWaiting;
    /** For each service: its allowance read back, in cores; the number of cores or more where nothing bounds it. */
    public final double[] allowanceCores;

    /** A form for that many ports and services. */
    public Observation(int ports, int loads) {
        present = new boolean[ports];
        powered = new boolean[ports];
        authorised = new boolean[ports];
        ready = new boolean[ports];
        spinningUp = new boolean[ports];
        wanted = new boolean[ports];
        portShare = new double[ports];
        loadCores = new double[loads];
        loadWaiting = new boolean[loads];
        allowanceCores = new double[loads];
    }
}
