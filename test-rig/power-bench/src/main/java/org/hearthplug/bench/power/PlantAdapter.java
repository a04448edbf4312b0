// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Quantity;
import org.hearthplug.plant.SensorParameters;
import org.hearthplug.plant.UsbProfile;
import org.hearthplug.power.control.PlugControls;
import org.hearthplug.power.control.PlugTelemetry;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.SourceKind;
import org.hearthplug.power.policy.SourceSpec;

/** The plant behind the controller's interfaces, showing what a kernel would show and nothing else. */
final class PlantAdapter implements PlugTelemetry, PlugControls {
    private static final double PERIOD_SECONDS = 0.1;

    private final Plug plug;
    private final SensorParameters sensor;
    private final boolean devicesKnown;
    private final DeviceNeed[] described;
    private final UsbProfile[] describedAs;
    private final double[] loadBusy;
    private final double[] portBusy;
    private double busy;
    private double net;
    private double card;

    /** Adapter; {@code devicesKnown} says that the household's honest devices were learned before. */
    PlantAdapter(Plug plug, SensorParameters sensor, boolean devicesKnown) {
        this.plug = plug;
        this.sensor = sensor;
        this.devicesKnown = devicesKnown;
        described = new DeviceNeed[plug.portCount()];
        describedAs = new UsbProfile[plug.portCount()];
        loadBusy = new double[plug.loadCount()];
        portBusy = new double[plug.portCount()];
    }

    /** What the product knows of the board: the plant's nominal values, not the instance's. */
    static PlugProfile profile(BoardParameters board) {
        double[] volt = board.operatingPointsVolt();
        double[] relative = new double[volt.length];
        for (int i = 0; i < volt.length; i++) {
            relative[i] = volt[i] / volt[volt.length - 1];
        }
        return new PlugProfile(
                board.name(),
                new PlugProfile.Processor(
                        board.cores(),
                        board.operatingPointsMhz().clone(),
                        relative,
                        board.nominal(Quantity.CORE_IDLE_WATTS),
                        board.nominal(Quantity.CPU_DYNAMIC_WATTS),
                        board.nominal(Quantity.LEAKAGE_WATTS),
                        board.nominal(Quantity.LEAKAGE_KELVIN)),
                new PlugProfile.Links(
                        board.ethernet(),
                        board.nominal(Quantity.ETHERNET_10_WATTS),
                        board.nominal(Quantity.ETHERNET_100_WATTS),
                        board.nominal(Quantity.ETHERNET_1000_WATTS),
                        board.nominal(Quantity.EEE_SAVING),
                        board.nominal(Quantity.WIFI_ON_WATTS),
                        board.nominal(Quantity.WIFI_SAVE_WATTS),
                        board.ethernet()
                                ? board.nominal(Quantity.ETHERNET_TRAFFIC_WATTS)
                                : board.nominal(Quantity.WIFI_TRAFFIC_WATTS)),
                board.nominal(Quantity.BASE_WATTS) + board.nominal(Quantity.SD_IDLE_WATTS),
                board.nominal(Quantity.SD_ACTIVE_WATTS),
                board.nominal(Quantity.LED_WATTS),
                0.2,
                new PlugProfile.Supply(
                        board.nominal(Quantity.SUPPLY_NO_LOAD_WATTS),
                        board.nominal(Quantity.SUPPLY_SLOPE),
                        board.nominal(Quantity.SUPPLY_SQUARE),
                        0.023),
                new PlugProfile.Thermals(
                        board.nominal(Quantity.DIE_LIMIT_CELSIUS),
                        board.nominal(Quantity.CASE_LIMIT_CELSIUS),
                        board.nominal(Quantity.DIE_TO_CASE_KELVIN_PER_WATT)),
                5 * board.nominal(Quantity.PORT_LIMIT_AMPERE) * 1.05,
                true);
    }

    static SourceSpec source(SensorParameters sensor) {
        SourceKind kind = switch (sensor.place()) {
            case WALL -> SourceKind.SUPPLY;
            case DC -> SourceKind.SHUNT;
            case DC_SLOW -> SourceKind.HWMON;
            case NONE -> SourceKind.MODEL;
        };
        return new SourceSpec(
                kind,
                sensor.gainError(),
                sensor.offsetWatts(),
                sensor.noiseWatts(),
                sensor.quantumWatts(),
                sensor.periodMillis(),
                sensor.averageMillis(),
                sensor.latencyMillis());
    }

    @Override
    public void observe(Observation seen) {
        seen.dieCelsius = plug.dieCelsius();
        seen.caseCelsius = plug.caseCelsius();
        seen.capInForce = plug.actuators().cap();
        seen.point = plug.operatingPoint();
        seen.cores = plug.cores();
        seen.quotaCores = plug.actuators().quotaCores();
        seen.busyCores = Math.min(seen.cores, (plug.busyCoreSeconds() - busy) / PERIOD_SECONDS);
        busy = plug.busyCoreSeconds();
        double capacity = plug.netCapacityMbit() * PERIOD_SECONDS;
        seen.netShare = capacity > 0 ? Math.min(1, (plug.netMegabits() - net) / capacity) : 0;
        net = plug.netMegabits();
        seen.cardShare = Math.min(1, (plug.cardSeconds() - card) / PERIOD_SECONDS);
        card = plug.cardSeconds();
        seen.ethernetMbit = plug.actuators().ethernetMbit();
        seen.eee = plug.actuators().eee();
        seen.wifiSave = plug.actuators().wifiSave();
        seen.leds = plug.actuators().leds();
        for (int port = 0; port < plug.portCount(); port++) {
            observePort(seen, port);
        }
        for (int load = 0; load < plug.loadCount(); load++) {
            seen.loadCores[load] = (plug.busyCoreSeconds(load) - loadBusy[load]) / PERIOD_SECONDS;
            loadBusy[load] = plug.busyCoreSeconds(load);
            seen.allowanceCores[load] = plug.actuators().allowanceCores(load);
            seen.loadWaiting[load] = plug.backlog(load) > 1e-6;
        }
    }

    private void observePort(Observation seen, int port) {
        seen.present[port] = plug.present(port);
        seen.powered[port] = plug.powered(port);
        seen.authorised[port] = plug.authorised(port);
        seen.ready[port] = plug.ready(port);
        seen.spinningUp[port] = plug.authorised(port) && plug.spinningUp(port);
        seen.wanted[port] = plug.wanted(port);
        seen.portShare[port] = Math.min(1, portBusy[port] / 10);
        portBusy[port] = 0;
    }

    /** To be called after each step of the plant: the kernel's disk counters. */
    void count() {
        for (int port = 0; port < portBusy.length; port++) {
            portBusy[port] += plug.portBusy(port);
        }
    }

    @Override
    public int ports() {
        return plug.portCount();
    }

    @Override
    public DeviceNeed describe(int port) {
        UsbProfile device = plug.descriptor(port);
        if (device == null) {
            return null;
        }
        if (describedAs[port] != device) {
            describedAs[port] = device;
            described[port] = need(device);
        }
        return described[port];
    }

    private DeviceNeed need(UsbProfile device) {
        DeviceNeed.Kind kind = switch (device.kind()) {
            case STICK -> DeviceNeed.Kind.STICK;
            case DISK -> DeviceNeed.Kind.DISK;
            case SSD -> DeviceNeed.Kind.FLASH_DISK;
            case SERIAL -> DeviceNeed.Kind.SERIAL;
            case OTHER -> DeviceNeed.Kind.OTHER;
        };
        if (!devicesKnown || kind == DeviceNeed.Kind.OTHER) {
            return DeviceNeed.declared(device.name(), kind, device.declaredMilliamps());
        }
        return new DeviceNeed(
                device.name(),
                kind,
                device.standbyWatts(),
                device.idleWatts(),
                device.activeWatts(),
                device.surgeWatts(),
                true);
    }

    @Override
    public int loads() {
        return plug.loadCount();
    }

    @Override
    public LoadClass loadClass(int load) {
        return switch (plug.load(load).workClass()) {
            case INTERACTIVE -> LoadClass.INTERACTIVE;
            case BACKGROUND -> LoadClass.BACKGROUND;
            case DEFERRABLE -> LoadClass.DEFERRABLE;
        };
    }

    @Override
    public int sources() {
        return sensor.place() == SensorParameters.Place.NONE ? 0 : 1;
    }

    @Override
    public SourceSpec source(int index) {
        return source(sensor);
    }

    @Override
    public double sourceWatts(int index) {
        return plug.sensorWatts();
    }

    @Override
    public long sourceSequence(int index) {
        return plug.sensorSequence();
    }

    @Override
    public void operatingPointCap(int point) {
        plug.actuators().operatingPointCap(point);
    }

    @Override
    public void coresOnline(int cores) {
        plug.actuators().coresOnline(cores);
    }

    @Override
    public void quotaMilliCores(int milliCores) {
        plug.actuators().quotaMilliCores(milliCores);
    }

    @Override
    public void allowanceMilliCores(int load, int milliCores) {
        plug.actuators().allowanceMilliCores(load, milliCores);
    }

    @Override
    public void portPower(int port, boolean on) {
        plug.actuators().portPower(port, on);
    }

    @Override
    public void authorise(int port, boolean allow) {
        plug.actuators().authorise(port, allow);
    }

    @Override
    public void allPorts(boolean on) {
        plug.actuators().allPorts(on);
    }

    @Override
    public void spinUp(int port) {
        plug.actuators().spinUp(port);
    }

    @Override
    public void spinDown(int port) {
        plug.actuators().spinDown(port);
    }

    @Override
    public void ethernetMbit(int mbit) {
        plug.actuators().ethernetMbit(mbit);
    }

    @Override
    public void eee(boolean on) {
        plug.actuators().eee(on);
    }

    @Override
    public void wifiPowerSave(boolean on) {
        plug.actuators().wifiPowerSave(on);
    }

    @Override
    public void leds(boolean on) {
        plug.actuators().leds(on);
    }
}
