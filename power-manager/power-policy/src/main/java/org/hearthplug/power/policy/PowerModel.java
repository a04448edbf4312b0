// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * The power model: dc = θ₀·board + θ₁·switching + θ₂·leakage + θ₃·network + θ₄·USB, each term its nominal watts for what the kernel shows,
 * each θ about 1 and learned ({@link CoefficientEstimator}). No allocation.
 */
public final class PowerModel {
    /** Number of terms. */
    public static final int TERMS = 5;

    static final int BOARD = 0;
    static final int SWITCHING = 1;
    static final int LEAKAGE = 2;
    static final int NETWORK = 3;
    static final int USB = 4;

    private final PlugProfile profile;
    private final PlugProfile.Processor cpu;
    private final DeviceNeed[] needs;
    private final double[] theta = {1, 1, 1, 1, 1};

    /** A model with nominal coefficients. */
    public PowerModel(PlugProfile profile, int ports) {
        this.profile = profile;
        cpu = profile.processor();
        needs = new DeviceNeed[ports];
    }

    /** The device at a port, or null. */
    public void device(int port, DeviceNeed need) {
        needs[port] = need;
    }

    /** The device at a port, or null. */
    public DeviceNeed device(int port) {
        return needs[port];
    }

    /** Coefficients, live. */
    double[] theta() {
        return theta;
    }

    /** A coefficient, about 1. */
    public double theta(int term) {
        return theta[term];
    }

    /** Nominal watts of each term for what was observed, into {@code terms}. */
    public void terms(Observation seen, double[] terms) {
        terms[BOARD] =
                profile.boardWatts() + profile.cardWatts() * seen.cardShare + (seen.leds ? profile.ledWatts() : 0);
        terms[SWITCHING] = clockWatts(seen.point, seen.cores) + perCoreWatts(seen.point) * seen.busyCores;
        terms[LEAKAGE] = leakWatts(seen.point, seen.cores, seen.dieCelsius);
        terms[NETWORK] = networkWatts(seen);
        double usb = 0;
        for (int port = 0; port < needs.length; port++) {
            usb += portWatts(seen, port);
        }
        terms[USB] = usb;
    }

    /** Sum of terms with the learned coefficients, in W. */
    public double sum(double[] terms) {
        double sum = 0;
        for (int i = 0; i < TERMS; i++) {
            sum += theta[i] * terms[i];
        }
        return sum;
    }

    /** Clock trees of the online cores, nominal, in W. */
    private double clockWatts(int point, int cores) {
        double volt = cpu.relativeVolt()[point];
        return cpu.coreIdleWatts() * cores * volt * volt * cpu.mhz()[point] / cpu.mhz()[cpu.mhz().length - 1];
    }

    /** One busy core at an operating point, over idle, nominal, in W. */
    private double perCoreWatts(int point) {
        double volt = cpu.relativeVolt()[point];
        return cpu.dynamicWatts() / cpu.cores() * volt * volt * cpu.mhz()[point] / cpu.mhz()[cpu.mhz().length - 1];
    }

    private double leakWatts(int point, int cores, double dieCelsius) {
        double celsius = Double.isNaN(dieCelsius) ? 60 : dieCelsius;
        return cpu.leakageWatts()
                * cpu.relativeVolt()[point]
                * Math.exp((celsius - 25) / cpu.leakageKelvin())
                * (0.4 + 0.6 * cores / cpu.cores());
    }

    /** What the processor takes with no core busy, learned, in W. */
    public double processorIdleWatts(int point, int cores, double dieCelsius) {
        return theta[SWITCHING] * clockWatts(point, cores) + theta[LEAKAGE] * leakWatts(point, cores, dieCelsius);
    }

    /** What a busy core adds, learned, in W. */
    public double busyCoreWatts(int point) {
        return theta[SWITCHING] * perCoreWatts(point);
    }

    private double networkWatts(Observation seen) {
        PlugProfile.Links links = profile.links();
        if (!links.ethernet()) {
            return (seen.wifiSave ? links.wifiSaveWatts() : links.wifiOnWatts()) + links.trafficWatts() * seen.netShare;
        }
        double link = seen.ethernetMbit >= 1000
                ? links.watts1000()
                : seen.ethernetMbit >= 100 ? links.watts100() : links.watts10();
        double quiet = seen.eee ? links.eeeSaving() * (1 - seen.netShare) : 0;
        return link * (1 - quiet)
                + links.trafficWatts() * seen.netShare * seen.ethernetMbit / 1000
                + links.wifiSaveWatts();
    }

    /** Expected draw of a port for what was observed, nominal, in W. */
    public double portWatts(Observation seen, int port) {
        if (!seen.powered[port] || !seen.present[port]) {
            return 0;
        }
        DeviceNeed need = needs[port];
        if (need == null || !seen.authorised[port]) {
            return DeviceNeed.UNIT_LOAD_WATTS;
        }
        if (seen.spinningUp[port]) {
            return need.surgeWatts();
        }
        if (!seen.ready[port]) {
            return need.standbyWatts();
        }
        return need.idleWatts() + (need.activeWatts() - need.idleWatts()) * seen.portShare[port];
    }

    /** How much more an authorised device may come to draw without asking, in W: from now to its largest steady draw. */
    public double portRise(Observation seen, int port) {
        DeviceNeed need = needs[port];
        if (need == null || !seen.powered[port] || !seen.ready[port]) {
            return 0;
        }
        return Math.max(0, need.activeWatts() - portWatts(seen, port)) * theta[USB];
    }

    /** What disks, card and network draw because something is transferred, learned, in W. */
    public double alongWatts(Observation seen) {
        double usb = 0;
        for (int port = 0; port < needs.length; port++) {
            if (needs[port] != null && seen.powered[port] && seen.ready[port]) {
                usb += Math.max(0, portWatts(seen, port) - needs[port].idleWatts());
            }
        }
        PlugProfile.Links links = profile.links();
        double scale = links.ethernet() ? seen.ethernetMbit / 1000.0 : 1;
        return theta[USB] * usb
                + theta[NETWORK] * links.trafficWatts() * scale * seen.netShare
                + theta[BOARD] * profile.cardWatts() * seen.cardShare;
    }

    /** How much more the network may come to draw, in W. */
    public double networkRise(Observation seen) {
        double scale = profile.links().ethernet() ? seen.ethernetMbit / 1000.0 : 1;
        return theta[NETWORK] * profile.links().trafficWatts() * scale * (1 - seen.netShare);
    }
}
