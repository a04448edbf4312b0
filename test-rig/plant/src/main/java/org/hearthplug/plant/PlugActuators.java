// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** What can be set on a plug, each with a latency, each able to fail. Latencies are assumptions but for the AM625's 6 ms clock switch. */
public final class PlugActuators {
    private final Plug plug;
    private final Actuator cap;
    private final Actuator online;
    private final Actuator quota;
    private final Actuator[] power;
    private final Actuator[] authorise;
    private final Actuator gang = new Actuator(1, 30);
    private final Actuator ethernet;
    private final Actuator eee = new Actuator(0, 1500);
    private final Actuator wifi = new Actuator(0, 50);
    private final Actuator leds = new Actuator(1, 10);
    private final int[] spinCommand;
    private final int[] spinDue;
    private boolean spinUpFails;
    private boolean spinDownFails;
    private boolean allowancesIgnored;
    private boolean admitEverything;

    PlugActuators(Plug plug, BoardParameters board) {
        this.plug = plug;
        cap = new Actuator(0, 20);
        online = new Actuator(board.cores(), 60);
        quota = new Actuator(board.cores() * 1000, 20);
        int ports = board.ports();
        power = new Actuator[ports];
        authorise = new Actuator[ports];
        for (int i = 0; i < ports; i++) {
            power[i] = new Actuator(0, 40);
            authorise[i] = new Actuator(0, 30);
        }
        ethernet = new Actuator(board.ethernet() ? 1000 : 0, 1800);
        spinCommand = new int[ports];
        spinDue = new int[ports];
    }

    void step() {
        cap.step();
        online.step();
        quota.step();
        gang.step();
        ethernet.step();
        eee.step();
        wifi.step();
        leds.step();
        for (int i = 0; i < power.length; i++) {
            if (admitEverything) {
                power[i].force(1);
                authorise[i].force(1);
            }
            power[i].step();
            plug.ports[i].power(power[i].actual() == 1 && gang.actual() == 1);
            authorise[i].step();
            plug.ports[i].authorise(authorise[i].actual() == 1);
            spin(i);
        }
    }

    private void spin(int port) {
        if (spinDue[port] > 0 && --spinDue[port] == 0) {
            if (spinCommand[port] > 0 && !spinUpFails) {
                plug.ports[port].spinUp();
            } else if (spinCommand[port] < 0 && !spinDownFails) {
                plug.ports[port].spinDown();
            }
        }
    }

    void force(int point, int cores, double quotaCores) {
        cap.force(point);
        online.force(cores);
        quota.force((int) Math.floor(quotaCores * 1000));
    }

    void admitEverything() {
        admitEverything = true;
    }

    /** Highest operating point that may be used, by index. 20 ms. */
    public void operatingPointCap(int point) {
        cap.command(point);
    }

    /** Cores online, 1 to all. 60 ms. */
    public void coresOnline(int cores) {
        online.command(cores);
    }

    /** Processor time for everything together, in thousandths of a core. 20 ms. */
    public void quotaMilliCores(int milliCores) {
        quota.command(milliCores);
    }

    /** Processor time for one service, in thousandths of a core; services keep it at once. */
    public void allowanceMilliCores(int load, int milliCores) {
        if (!allowancesIgnored) {
            plug.work.allowanceCores[load] = milliCores / 1000.0;
        }
    }

    /** A port's switch. 40 ms. */
    public void portPower(int port, boolean on) {
        power[port].command(on ? 1 : 0);
    }

    /** Lets a device be configured. A disk spins up then. 30 ms. */
    public void authorise(int port, boolean allow) {
        authorise[port].command(allow ? 1 : 0);
    }

    /** The switch in front of all ports. 30 ms. */
    public void allPorts(boolean on) {
        gang.command(on ? 1 : 0);
    }

    /** Spins a disk up. 20 ms to the command, then its surge. */
    public void spinUp(int port) {
        spinCommand[port] = 1;
        spinDue[port] = 2;
    }

    /** Spins a disk down. 20 ms. */
    public void spinDown(int port) {
        spinCommand[port] = -1;
        spinDue[port] = 2;
    }

    /** Ethernet speed, 10, 100 or 1000 Mbit/s. 1.8 s, the link is down meanwhile. */
    public void ethernetMbit(int mbit) {
        ethernet.command(mbit);
    }

    /** Energy-Efficient Ethernet. 1.5 s. */
    public void eee(boolean on) {
        eee.command(on ? 1 : 0);
    }

    /** Wi-Fi power save. 50 ms. */
    public void wifiPowerSave(boolean on) {
        wifi.command(on ? 1 : 0);
    }

    /** Status LEDs. 10 ms. */
    public void leds(boolean on) {
        leds.command(on ? 1 : 0);
    }

    /** An actuator stops obeying and keeps its setting. */
    public void fail(ActuatorFault fault) {
        switch (fault) {
            case OPERATING_POINT -> cap.fail();
            case CORES -> online.fail();
            case PROCESSOR_QUOTA -> quota.fail();
            case PORT_POWER -> failAll(power);
            case AUTHORISATION -> failAll(authorise);
            case SPIN_UP -> spinUpFails = true;
            case SPIN_DOWN -> spinDownFails = true;
            case ETHERNET_SPEED -> ethernet.fail();
            case WIFI_POWER_SAVE -> wifi.fail();
            case ALLOWANCES -> {
                allowancesIgnored = true;
                java.util.Arrays.fill(plug.work.allowanceCores, Double.MAX_VALUE);
            }
        }
    }

    private static void failAll(Actuator[] all) {
        for (Actuator one : all) {
            one.fail();
        }
    }

    /** Cap in force, by index. */
    public int cap() {
        return cap.actual();
    }

    /** Cores online now. */
    public int cores() {
        return online.actual();
    }

    /** Quota in force, in cores. */
    public double quotaCores() {
        return quota.actual() / 1000.0;
    }

    /** A service's allowance in force, in cores. */
    public double allowanceCores(int load) {
        return plug.work.allowanceCores[load];
    }

    /** Ethernet speed in force, in Mbit/s. */
    public int ethernetMbit() {
        return ethernet.actual();
    }

    /** Whether Ethernet is renegotiating. */
    public boolean linkDown() {
        return ethernet.changing();
    }

    /** Whether Energy-Efficient Ethernet is on. */
    public boolean eee() {
        return eee.actual() == 1;
    }

    /** Whether Wi-Fi power save is on. */
    public boolean wifiSave() {
        return wifi.actual() == 1;
    }

    /** Whether the LEDs are on. */
    public boolean leds() {
        return leds.actual() == 1;
    }

    /** How often the operating point's cap has changed. */
    public int capChanges() {
        return cap.changes();
    }

    /** How often the number of cores has changed. */
    public int coreChanges() {
        return online.changes();
    }
}
