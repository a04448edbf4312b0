// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

/** What the controller sets. Calls return at once; whether they had an effect is read back through {@link PlugTelemetry}. */
public interface PlugControls {
    /** Highest operating point that may be used, by index. */
    void operatingPointCap(int point);

    /** Cores online, 1 to all. */
    void coresOnline(int cores);

    /** Processor time for everything together, in thousandths of a core. */
    void quotaMilliCores(int milliCores);

    /** Processor time for a service, in thousandths of a core; 0 stops it. */
    void allowanceMilliCores(int load, int milliCores);

    /** A port's switch. */
    void portPower(int port, boolean on);

    /** Lets a port's device be configured, or not. */
    void authorise(int port, boolean allow);

    /** The switch in front of all ports: the last resort. */
    void allPorts(boolean on);

    /** Spins a disk up. */
    void spinUp(int port);

    /** Spins a disk down. */
    void spinDown(int port);

    /** Ethernet speed, 10, 100 or 1000 Mbit/s; the link is down for a moment. */
    void ethernetMbit(int mbit);

    /** Energy-Efficient Ethernet. */
    void eee(boolean on);

    /** Wi-Fi power save. */
    void wifiPowerSave(boolean on);

    /** Status LEDs. */
    void leds(boolean on);
}
