// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.PowerModel;
import org.hearthplug.power.policy.SourceKind;
import org.hearthplug.power.policy.SourceSpec;

/** A plug without physics: settings take effect by the next period, power is the model's own, and tests break it where they like. */
final class ScriptedPlug implements PlugTelemetry, PlugControls {
    static final SourceSpec METER = new SourceSpec(SourceKind.SUPPLY, 0.005, 0.01, 0.008, 0.001, 100, 80, 20);

    final PlugProfile profile = new PlugProfile(
            "scripted",
            new PlugProfile.Processor(
                    4, new int[] {300, 600, 900, 1200}, new double[] {0.7, 0.76, 0.87, 1}, 0.03, 5.0, 0.12, 32),
            new PlugProfile.Links(true, 0.1, 0.2, 0.5, 0.45, 0.1, 0.03, 0.12),
            0.3,
            0.3,
            0.03,
            0.2,
            new PlugProfile.Supply(0.06, 1.06, 0.005, 0.023),
            new PlugProfile.Thermals(80, 62, 8),
            6,
            true);
    final List<String> calls = new ArrayList<>();
    final List<Notice> notices = new ArrayList<>();
    final boolean[] present = new boolean[2];
    final boolean[] on = new boolean[2];
    final boolean[] authorised = new boolean[2];
    final DeviceNeed[] device = new DeviceNeed[2];
    final int[] surgeLeft = new int[2];
    final double[] extra = new double[2];
    boolean sensorDead;
    boolean quotaIgnored;
    boolean portsStuck;
    boolean slowPorts;

    /** As on a plug whose kernel does not tell: a spin-up counts for so many periods, whenever it ends. */
    int assumedSurge;

    boolean gangOff;
    int cap;
    int cores = 4;
    double quota = 4;
    long sequence;
    double dc;
    private final PowerModel truth = new PowerModel(profile, 2);
    private final double[] terms = new double[PowerModel.TERMS];

    @Override
    public void observe(Observation seen) {
        seen.dieCelsius = 50;
        seen.caseCelsius = 35;
        seen.capInForce = cap;
        seen.point = cap;
        seen.cores = cores;
        seen.quotaCores = quota;
        seen.busyCores = quotaIgnored ? cores : Math.min(quota, cores);
        seen.loadCores[0] = seen.busyCores;
        seen.loadWaiting[0] = true;
        seen.ethernetMbit = 1000;
        seen.leds = true;
        dc = 0;
        for (int port = 0; port < 2; port++) {
            if (!present[port] || gangOff) {
                on[port] = false;
                authorised[port] = false;
            }
            seen.present[port] = present[port];
            seen.powered[port] = on[port];
            seen.authorised[port] = authorised[port];
            surgeLeft[port] = Math.max(0, surgeLeft[port] - 1);
            seen.spinningUp[port] = authorised[port] && surgeLeft[port] > 0;
            seen.ready[port] = authorised[port] && surgeLeft[port] == 0;
            truth.device(port, device[port]);
            dc += on[port] ? extra[port] : 0;
            if (seen.spinningUp[port] && surgeLeft[port] < assumedSurge - 26) {
                dc -= device[port].surgeWatts() - device[port].idleWatts();
            }
        }
        truth.terms(seen, terms);
        dc += truth.sum(terms);
        sequence += sensorDead ? 0 : 1;
    }

    double wall() {
        return profile.supply().wall(dc);
    }

    @Override
    public int ports() {
        return 2;
    }

    @Override
    public DeviceNeed describe(int port) {
        return on[port] && present[port] ? device[port] : null;
    }

    @Override
    public int loads() {
        return 1;
    }

    @Override
    public LoadClass loadClass(int load) {
        return LoadClass.DEFERRABLE;
    }

    @Override
    public int sources() {
        return 1;
    }

    @Override
    public SourceSpec source(int index) {
        return METER;
    }

    @Override
    public double sourceWatts(int index) {
        // A meter's noise, deterministic: five steps up and down.
        return wall() + 0.004 * (sequence % 5 - 2);
    }

    @Override
    public long sourceSequence(int index) {
        return sequence;
    }

    @Override
    public boolean seesSpinUpEnd() {
        return assumedSurge == 0;
    }

    @Override
    public int portPeriods() {
        return slowPorts ? 5 : 1;
    }

    @Override
    public void operatingPointCap(int point) {
        cap = point;
    }

    @Override
    public void coresOnline(int number) {
        cores = number;
    }

    @Override
    public void quotaMilliCores(int milliCores) {
        quota = milliCores / 1000.0;
    }

    @Override
    public void allowanceMilliCores(int load, int milliCores) {}

    @Override
    public void portPower(int port, boolean power) {
        calls.add("port " + port + (power ? " on" : " off"));
        if (!portsStuck) {
            on[port] = power;
        }
    }

    @Override
    public void authorise(int port, boolean allow) {
        if (allow && !authorised[port]) {
            calls.add("authorise " + port);
            surgeLeft[port] = device[port].surgeWatts() > 0 ? Math.max(26, assumedSurge) : 0;
        }
        authorised[port] = allow;
    }

    @Override
    public void allPorts(boolean power) {
        calls.add("all ports " + (power ? "on" : "off"));
        gangOff = !power;
    }

    @Override
    public void spinUp(int port) {
        calls.add("spin up " + port);
    }

    @Override
    public void spinDown(int port) {
        calls.add("spin down " + port);
    }

    @Override
    public void ethernetMbit(int mbit) {}

    @Override
    public void eee(boolean enable) {}

    @Override
    public void wifiPowerSave(boolean enable) {}

    @Override
    public void leds(boolean light) {}
}
