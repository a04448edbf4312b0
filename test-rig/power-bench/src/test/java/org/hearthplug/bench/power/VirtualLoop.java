// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.LivePlug;
import org.hearthplug.power.control.PlugControls;
import org.hearthplug.power.control.PlugTelemetry;
import org.hearthplug.power.control.PowerController;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.SourceKind;
import org.hearthplug.power.policy.SourceSpec;

/**
 * The booted lab in virtual time, as far as a limit on a busy processor needs it: one core; Linux's {@code cpu.max} with its period of 100 ms, whose
 * time is filled up anew with each write (tg_set_cfs_bandwidth); work outside of the groups that comes in bursts; a controller and a sensor that
 * come late.
 */
final class VirtualLoop implements PlugTelemetry, PlugControls {
    static final double LOW_WATTS = 4.0;

    private static final double HIGH_WATTS = 10.2;
    private static final int TICK_MILLIS = 5;
    private static final int PERIOD_MILLIS = 100;
    private static final int QUOTA_STEP = 20;
    private static final int[] KHZ = {600_000, 800_000, 1_000_000};
    private static final double NOISE = 0.01;

    private final SplittableRandom random;
    private final double lateness;
    private final LivePlug plug = new LivePlug(Boards.bootedLab(), 5, LOW_WATTS, 25);
    private final PowerController controller;
    private long now;
    private int cap = 2;
    private int granted = -1;
    private int written = 1000;
    private double outside;
    private double runtime;
    private int periodLeft;
    private double burst;
    private int burstLeft;
    private long burnFrom;
    private double busyMillis;
    private double groupMillis;
    private double seenBusy;
    private double seenGroup;
    private long seenAt;
    private double picture;
    private double shown = Double.NaN;
    private long values;
    private final boolean unquiet;
    private final List<String> notices = new ArrayList<>();
    private double drawn;
    private int ticks;

    VirtualLoop(long seed, double lateness) {
        this(seed, lateness, false);
    }

    /**
     * A loop.
     *
     * @param lateness 0 to 1: how often and how long controller and sensor come late
     * @param unquiet whether the kernel and its like are as often busy as not; then the sensor averages since it was read last
     */
    VirtualLoop(long seed, double lateness, boolean unquiet) {
        random = new SplittableRandom(seed);
        this.lateness = lateness;
        this.unquiet = unquiet;
        controller = new PowerController(
                lab(), Manager.budget(HIGH_WATTS), this, this, notice -> notices.add(notice.sentence()));
    }

    /** As platformd's profile {@code lab} has it. */
    private static PlugProfile lab() {
        return new PlugProfile(
                "lab",
                new PlugProfile.Processor(
                        1, new int[] {600, 800, 1000}, new double[] {0.85, 0.925, 1}, 0.03, 1.2, 0.1, 32),
                new PlugProfile.Links(true, 0.10, 0.18, 0.50, 0.4, 0, 0, 0.3),
                1.9,
                0.3,
                0,
                0.2,
                new PlugProfile.Supply(0.06, 1.10, 0.0065, 0.023),
                new PlugProfile.Thermals(100, 90, 1),
                6.3,
                false);
    }

    /**
     * Twenty seconds of little work, then all that the core can do; the limit is lowered; the worst second from the first on that is below it.
     *
     * @param wholeSecond whether the limit is lowered only when a whole second was above it, or as soon as the core is busy
     */
    double worstSecondAfterLowering(boolean wholeSecond) {
        burnFrom = 20_000 + random.nextInt(1000);
        long lowered = Long.MAX_VALUE;
        long below = Long.MAX_VALUE;
        long due = PERIOD_MILLIS;
        long step = due;
        long round = due;
        while (below == Long.MAX_VALUE || now < below + 6000) {
            tick();
            if (now >= round) {
                picture = plug.dcWatts();
                round = now + PERIOD_MILLIS + late();
                boolean busy = now > burnFrom + 2 * PERIOD_MILLIS;
                boolean asked = busy && (!wholeSecond || plug.meter().lastSecondWatts() > LOW_WATTS + 0.1);
                lowered = asked && lowered == Long.MAX_VALUE ? now + 50 + random.nextInt(600) : lowered;
            }
            if (now >= step) {
                if (now >= lowered) {
                    controller.budget(Manager.budget(LOW_WATTS));
                }
                controller.step();
                due = Math.max(due + PERIOD_MILLIS, now - PERIOD_MILLIS);
                step = Math.max(now + TICK_MILLIS, due + late());
            }
            if (now >= lowered && below == Long.MAX_VALUE && plug.meter().lastSecondWatts() <= LOW_WATTS) {
                below = now;
                plug.meter().forgetWorst();
            }
        }
        return plug.meter().worstSecondWatts();
    }

    /** So many seconds without work in the groups; what the owner was told. */
    List<String> noticesAfter(int seconds) {
        burnFrom = Long.MAX_VALUE;
        long due = PERIOD_MILLIS;
        long step = due;
        while (now < seconds * 1000L) {
            tick();
            if (now >= step) {
                controller.step();
                due = Math.max(due + PERIOD_MILLIS, now - PERIOD_MILLIS);
                step = Math.max(now + TICK_MILLIS, due + late());
            }
        }
        return notices;
    }

    private long late() {
        return random.nextDouble() < 0.1 + 0.3 * lateness ? (long) (250 * lateness * random.nextDouble()) : 0;
    }

    private void tick() {
        if (burstLeft > 0) {
            burstLeft -= TICK_MILLIS;
        } else if (random.nextDouble() < (unquiet ? 0.02 : 0.0015 * (1 + 3 * lateness))) {
            burst = random.nextDouble(0.2, unquiet ? 1.0 : 0.8);
            burstLeft = random.nextInt(50, 350);
        } else {
            burst = random.nextDouble(0.05, 0.1);
        }
        periodLeft -= TICK_MILLIS;
        if (periodLeft <= 0) {
            periodLeft += PERIOD_MILLIS;
            runtime = written * PERIOD_MILLIS / 1000.0;
        }
        double other = burst * TICK_MILLIS;
        double wanted = now < burnFrom ? 0 : TICK_MILLIS - other;
        double got = written >= 1000 ? wanted : Math.min(wanted, Math.max(0, runtime));
        runtime -= got;
        groupMillis += got;
        busyMillis += got + other;
        plug.pass(TICK_MILLIS / 1000.0, KHZ[cap], 1, (got + other) / TICK_MILLIS, 0);
        now += TICK_MILLIS;
        drawn += plug.dcWatts();
        ticks++;
    }

    /** As platformd's Groups does it: what works outside is taken off, in steps of 2 %. */
    private void follow(double outsideCores) {
        outside = Math.max(outsideCores, 0.95 * outside);
        int wanted = granted < 0 || granted >= 1000 ? 1000 : Math.max(100, granted - (int) (outside * 1000));
        if (Math.abs(wanted - written) >= QUOTA_STEP || (wanted != written && wanted == 1000)) {
            written = wanted;
            runtime = wanted * PERIOD_MILLIS / 1000.0;
        }
    }

    @Override
    public void observe(Observation seen) {
        double millis = Math.max(10, now - seenAt);
        seen.dieCelsius = plug.dieCelsius();
        seen.caseCelsius = Double.NaN;
        seen.cores = 1;
        seen.capInForce = cap;
        seen.point = cap;
        seen.busyCores = Math.min(1, (busyMillis - seenBusy) / millis);
        double inside = Math.min(1, (groupMillis - seenGroup) / millis);
        seenBusy = busyMillis;
        seenGroup = groupMillis;
        seenAt = now;
        follow(Math.max(0, seen.busyCores - inside));
        seen.quotaCores = written >= 1000 ? 1 : granted / 1000.0;
        seen.ethernetMbit = 1000;
        if (unquiet && ticks > 0) {
            picture = drawn / ticks;
            drawn = 0;
            ticks = 0;
        }
        shown = picture + NOISE * random.nextDouble(-1, 1);
        values++;
    }

    @Override
    public int ports() {
        return 0;
    }

    @Override
    public DeviceNeed describe(int port) {
        return null;
    }

    @Override
    public int loads() {
        return 1;
    }

    @Override
    public LoadClass loadClass(int load) {
        return LoadClass.INTERACTIVE;
    }

    @Override
    public int sources() {
        return 1;
    }

    @Override
    public SourceSpec source(int index) {
        return new SourceSpec(SourceKind.SHUNT, 0.010, 0.008, 0.006, 0.005, 100, 70, 10);
    }

    @Override
    public double sourceWatts(int index) {
        return picture == 0 ? Double.NaN : shown;
    }

    @Override
    public long sourceSequence(int index) {
        return values;
    }

    @Override
    public void operatingPointCap(int point) {
        cap = point;
    }

    @Override
    public void quotaMilliCores(int milliCores) {
        granted = milliCores;
        follow(outside);
    }

    @Override
    public void coresOnline(int cores) {
        // There is one.
    }

    @Override
    public void allowanceMilliCores(int load, int milliCores) {
        // All work may use all of the quota.
    }

    @Override
    public void portPower(int port, boolean on) {
        throw new UnsupportedOperationException("there is no port");
    }

    @Override
    public void authorise(int port, boolean allow) {
        throw new UnsupportedOperationException("there is no port");
    }

    @Override
    public void allPorts(boolean on) {
        throw new UnsupportedOperationException("there is no port");
    }

    @Override
    public void spinUp(int port) {
        throw new UnsupportedOperationException("there is no port");
    }

    @Override
    public void spinDown(int port) {
        throw new UnsupportedOperationException("there is no port");
    }

    @Override
    public void ethernetMbit(int mbit) {
        // The link stays as it is.
    }

    @Override
    public void eee(boolean on) {
        // The link stays as it is.
    }

    @Override
    public void wifiPowerSave(boolean on) {
        // There is no radio.
    }

    @Override
    public void leds(boolean on) {
        // There are none.
    }
}
