// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.Map;

/**
 * A simulated plug. {@link #step()} advances it by {@value #STEP_MILLIS} ms of virtual time. The same board, trace and seed give the same
 * run. Commands take effect after their actuator's latency; what is read is what the kernel would show.
 */
public final class Plug {
    /** Length of a step, in ms. */
    public static final int STEP_MILLIS = 10;
    /** Length of a step, in s. */
    public static final double STEP_SECONDS = STEP_MILLIS / 1000.0;

    private final BoardParameters board;
    private final Trace trace;
    private final Noise noise;
    private final double[] own = new double[Quantity.values().length];
    final Silicon silicon;
    private final Supply supply;
    private final Thermal thermal;
    private final PowerSensor sensor;
    private final WallMeter meter;
    final Workload work;
    final UsbPort[] ports;
    private final PlugActuators actuators;
    private int nextEvent;
    private long steps;
    private int point;
    private boolean pinned;
    private boolean autoSpin;
    private double dcWatts;
    private double wallWatts;
    private double busyCoreSeconds;
    private double netMegabits;
    private double cardSeconds;

    /** A plug of that board at the start of the trace; hard limit in W. */
    public Plug(BoardParameters board, Trace trace, long seed, double limitWatts) {
        this(board, trace, seed, limitWatts, board.sensor());
    }

    /** The same with another sensor than the board's own. */
    public Plug(BoardParameters board, Trace trace, long seed, double limitWatts, SensorParameters sensorParameters) {
        this.board = board;
        this.trace = trace;
        noise = new Noise(seed);
        Map<Quantity, Double> drawn = board.instance(noise);
        drawn.forEach((quantity, value) -> own[quantity.ordinal()] = value);
        silicon = new Silicon(board, drawn);
        supply =
                new Supply(own(Quantity.SUPPLY_NO_LOAD_WATTS), own(Quantity.SUPPLY_SLOPE), own(Quantity.SUPPLY_SQUARE));
        thermal = new Thermal(
                own(Quantity.DIE_TO_CASE_KELVIN_PER_WATT),
                own(Quantity.CASE_TO_AIR_KELVIN_PER_WATT),
                own(Quantity.DIE_JOULE_PER_KELVIN),
                own(Quantity.CASE_JOULE_PER_KELVIN),
                trace.airCelsius(),
                trace.caseCelsius());
        sensor = new PowerSensor(sensorParameters, noise);
        meter = new WallMeter(limitWatts);
        ports = new UsbPort[board.ports()];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = new UsbPort(own(Quantity.PORT_LIMIT_AMPERE));
        }
        work = new Workload(trace, ports.length);
        actuators = new PlugActuators(this, board);
    }

    private double own(Quantity quantity) {
        return own[quantity.ordinal()];
    }

    /** Advances by a step. */
    public void step() {
        beginStep();
        finishStep();
    }

    /** First half of a step: the trace's events, arriving work, actuators. The oracle decides between the halves. */
    public void beginStep() {
        double second = steps * STEP_SECONDS;
        while (nextEvent < trace.events().size()
                && trace.events().get(nextEvent).second() <= second) {
            happen(trace.events().get(nextEvent++));
        }
        work.arrive();
        actuators.step();
        if (autoSpin) {
            spinWhatIsWanted();
        }
    }

    private void happen(Trace.Event event) {
        if (event.port() < 0) {
            thermal.air(event.airCelsius());
        } else if (event.port() < ports.length) {
            if (event.device() == null) {
                ports[event.port()].detach();
            } else {
                ports[event.port()].attach(event.device(), noise.between(0.96, 1.0));
            }
        }
    }

    private void spinWhatIsWanted() {
        for (int i = 0; i < ports.length; i++) {
            if (wanted(i)) {
                ports[i].spinUp();
            }
        }
    }

    /** Second half of a step: work, power, heat, sensor. */
    public void finishStep() {
        int online = cores();
        int cap = actuators.cap();
        point = pinned ? cap : silicon.governor(work.wantedMegacycles(online, silicon.mhz(cap)), online, cap);
        work.plan(Math.min(online, actuators.quotaCores()), online, silicon.mhz(point), ports, netMbit());
        work.commit(ports);
        busyCoreSeconds += work.usedMegacycles / silicon.mhz(point);
        netMegabits += work.netMegabits;
        cardSeconds += work.cardShare * STEP_SECONDS;
        double usb = 0;
        for (UsbPort port : ports) {
            usb += port.step(noise);
        }
        double processor = silicon.watts(point, online, work.weightedMegacycles, thermal.die());
        dcWatts = processor + usb + rest() + 0.03 * noise.symmetric();
        wallWatts = supply.wall(dcWatts);
        thermal.step(processor, wallWatts - processor - usb);
        sensor.add(wallWatts, dcWatts);
        meter.add(wallWatts);
        steps++;
    }

    /** Board, links, card and LEDs, for the work planned last. */
    private double rest() {
        double watts =
                own(Quantity.BASE_WATTS) + own(Quantity.SD_IDLE_WATTS) + own(Quantity.SD_ACTIVE_WATTS) * work.cardShare;
        watts += actuators.leds() ? own(Quantity.LED_WATTS) : 0;
        double duty = netMbit() > 0 ? Math.min(1, work.netMegabits / STEP_SECONDS / netMbit()) : 0;
        if (board.ethernet()) {
            double link = own(ethernetQuantity());
            double quiet = actuators.eee() ? own(Quantity.EEE_SAVING) * (1 - duty) : 0;
            return watts
                    + link * (1 - quiet)
                    + own(Quantity.ETHERNET_TRAFFIC_WATTS) * duty * actuators.ethernetMbit() / 1000
                    + own(Quantity.WIFI_SAVE_WATTS);
        }
        return watts
                + own(actuators.wifiSave() ? Quantity.WIFI_SAVE_WATTS : Quantity.WIFI_ON_WATTS)
                + own(Quantity.WIFI_TRAFFIC_WATTS) * duty;
    }

    private Quantity ethernetQuantity() {
        return switch (actuators.ethernetMbit()) {
            case 10 -> Quantity.ETHERNET_10_WATTS;
            case 100 -> Quantity.ETHERNET_100_WATTS;
            default -> Quantity.ETHERNET_1000_WATTS;
        };
    }

    private double netMbit() {
        if (board.ethernet()) {
            return actuators.linkDown() ? 0 : 0.9 * actuators.ethernetMbit();
        }
        return own(Quantity.WIFI_MBIT) * (actuators.wifiSave() ? 0.6 : 1);
    }

    /**
     * Power at the wall in this step if these settings held, without noise and without changing anything; W. To be asked between
     * {@link #beginStep()} and {@link #finishStep()}.
     */
    public double trialWallWatts(int operatingPoint, int online, double quotaCores) {
        work.plan(Math.min(online, quotaCores), online, silicon.mhz(operatingPoint), ports, netMbit());
        double usb = 0;
        for (int i = 0; i < ports.length; i++) {
            usb += ports[i].wattsIfBusy(work.portBusy[i]);
        }
        return supply.wall(
                silicon.watts(operatingPoint, online, work.weightedMegacycles, thermal.die()) + usb + rest());
    }

    /** Weighted megacycles of useful work that the last trial would get done. */
    public double trialMegacycles() {
        return work.weighted;
    }

    /** Heat in the die that the last trial would make, in W. */
    public double trialDieWatts(int operatingPoint, int online) {
        return silicon.watts(operatingPoint, online, work.weightedMegacycles, thermal.die());
    }

    /** True die temperature in °C; for the oracle. */
    public double trueDieCelsius() {
        return thermal.die();
    }

    /** True case temperature in °C; for the oracle. */
    public double trueCaseCelsius() {
        return thermal.body();
    }

    /** This plug's own value of a quantity; for the oracle. */
    public double truth(Quantity quantity) {
        return own(quantity);
    }

    /** Pins operating point, cores and quota at once, without latency: for the oracle and the baselines. */
    public void force(int operatingPoint, int online, double quotaCores) {
        pinned = true;
        actuators.force(operatingPoint, online, quotaCores);
    }

    /** Ports are powered and devices admitted as Linux does it, and disks spin up when they are accessed. */
    public void linuxDefaults() {
        autoSpin = true;
        actuators.admitEverything();
    }

    /** What can be set. */
    public PlugActuators actuators() {
        return actuators;
    }

    /** The power sensor starts to fail. */
    public void fail(SensorFault fault) {
        sensor.fail(fault);
    }

    /** The referee at the wall: the manager must not look. */
    public WallMeter meter() {
        return meter;
    }

    /** Virtual time since the start, in ms. */
    public long millis() {
        return steps * STEP_MILLIS;
    }

    /** True power at the wall in the last step, in W. */
    public double wallWatts() {
        return wallWatts;
    }

    /** True power on the 5 V side in the last step, in W. */
    public double dcWatts() {
        return dcWatts;
    }

    /** Last value of the power sensor in W, NaN before the first. */
    public double sensorWatts() {
        return sensor.watts();
    }

    /** Number of values the sensor has published. */
    public long sensorSequence() {
        return sensor.sequence();
    }

    /** Die temperature as its sensor shows it, in °C, in steps of 0.5. */
    public double dieCelsius() {
        return Math.rint(thermal.die() * 2) / 2;
    }

    /** Case temperature as its sensor shows it, in °C, in steps of 0.5. */
    public double caseCelsius() {
        return Math.rint(thermal.body() * 2) / 2;
    }

    /** Cores online. */
    public int cores() {
        return actuators.cores();
    }

    /** Index of the operating point in use. */
    public int operatingPoint() {
        return point;
    }

    /** Frequency in use, in MHz. */
    public int mhz() {
        return silicon.mhz(point);
    }

    /** Busy time summed over the cores since the start, in s. */
    public double busyCoreSeconds() {
        return busyCoreSeconds;
    }

    /** Traffic since the start, in Mbit. */
    public double netMegabits() {
        return netMegabits;
    }

    /** Time the SD card was busy since the start, in s. */
    public double cardSeconds() {
        return cardSeconds;
    }

    /** Throughput of the network as it is set, in Mbit/s. */
    public double netCapacityMbit() {
        return netMbit();
    }

    /** USB ports. */
    public int portCount() {
        return ports.length;
    }

    /** Whether something is plugged in, powered or not. */
    public boolean present(int port) {
        return ports[port].present();
    }

    /** What is plugged in, once it has been enumerated; null before. */
    public UsbProfile descriptor(int port) {
        return ports[port].enumerated() ? ports[port].profile() : null;
    }

    /** What is plugged in, enumerated or not; null for nothing. For the oracle. */
    public UsbProfile plugged(int port) {
        return ports[port].profile();
    }

    /** Whether the port's switch is on. */
    public boolean powered(int port) {
        return ports[port].powered();
    }

    /** Whether the device may be used. */
    public boolean authorised(int port) {
        return ports[port].authorised();
    }

    /** Whether the device can transfer now. */
    public boolean ready(int port) {
        return ports[port].ready();
    }

    /** Whether the device is spinning up. */
    public boolean spinningUp(int port) {
        return ports[port].disk() == UsbPort.DiskState.SPINNING_UP;
    }

    /** Share of the last step that the device transferred, 0 to 1. */
    public double portBusy(int port) {
        return ports[port].lastBusy();
    }

    /** What the port draws now, in W; the manager must not look. */
    public double portWatts(int port) {
        return ports[port].watts();
    }

    /** Whether a service waits for this port's device. */
    public boolean wanted(int port) {
        for (int i = 0; i < work.count(); i++) {
            LoadSpec spec = work.spec(i);
            if (work.blocked[i] && (spec.readPort() == port || spec.writePort() == port)) {
                return true;
            }
        }
        return false;
    }

    /** The services. */
    public int loadCount() {
        return work.count();
    }

    /** A service. */
    public LoadSpec load(int index) {
        return work.spec(index);
    }

    /** Work that waits, in units. */
    public double backlog(int load) {
        return work.backlog[load];
    }

    /** Work done, in units. */
    public double done(int load) {
        return work.done[load];
    }

    /** Interactive work that came too late, in units. */
    public double dropped(int load) {
        return work.dropped[load];
    }

    /** Processor time that a service has used, in s. */
    public double busyCoreSeconds(int load) {
        return work.busyCoreSeconds[load];
    }

    /** Mean time that a unit of this service waited, in s (Little's law). */
    public double meanWaitSeconds(int load) {
        double units = work.done[load] + work.dropped[load];
        return units == 0 ? 0 : work.waiting[load] / units;
    }

    /** Useful work so far, in gigacycles weighted by worth; late interactive work does not count. */
    public double usefulGigacycles() {
        return work.usefulGigacycles();
    }
}
