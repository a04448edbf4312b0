// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Energy at the wall by who used it, measured and modelled apart. A service pays for the switching of the cores that it used; other busy
 * cores and the busy card are kept apart, for whoever can tell whose they were; the plug itself pays for what is left. Every number only
 * grows; a period without a sensible figure is left out, as a gap. Who used what is always by the model's coefficients, whether or not the sum was measured. No allocation when adding.
 */
public final class EnergyReceipts {
    private static final int PERIODS_PER_SECOND = 10;

    private final double[] loadJoule;
    private final double[] loadCoreSeconds;
    private final double[] lastWatts = new double[PERIODS_PER_SECOND];
    private double otherJoule;
    private double otherCoreSeconds;
    private double cardJoule;
    private double ownJoule;
    private double measuredJoule;
    private double modelledJoule;
    private double seconds;
    private double peakWatts;
    private long periods;

    /** Receipts for that many services. */
    public EnergyReceipts(int loads) {
        loadJoule = new double[loads];
        loadCoreSeconds = new double[loads];
    }

    /**
     * Adds a period in which nothing but the services was busy.
     *
     * @param length in s
     * @param wallWatts power at the wall
     * @param measured whether that was measured
     * @param wallPerCore watts at the wall that a busy core adds
     * @param loadCores busy cores of each service
     */
    public void add(double length, double wallWatts, boolean measured, double wallPerCore, double[] loadCores) {
        add(length, wallWatts, measured, wallPerCore, loadCores, 0, 0);
    }

    /**
     * Adds a period.
     *
     * @param length in s
     * @param wallWatts power at the wall
     * @param measured whether that was measured
     * @param wallPerCore watts at the wall that a busy core adds
     * @param loadCores busy cores of each service
     * @param busyCores busy cores in all; what exceeds the services' is the others'
     * @param cardWatts watts at the wall that the card adds because it is busy
     */
    public void add(
            double length,
            double wallWatts,
            boolean measured,
            double wallPerCore,
            double[] loadCores,
            double busyCores,
            double cardWatts) {
        double joule = wallWatts * length;
        if (!(joule >= 0) || !(wallPerCore >= 0) || !(cardWatts >= 0)) {
            return; // One figure that is none would spoil all sums for good.
        }
        if (measured) {
            measuredJoule += joule;
        } else {
            modelledJoule += joule;
        }
        double cores = 0;
        for (double each : loadCores) {
            cores += each;
        }
        double others = Math.max(0, busyCores - cores);
        double asked = ((cores + others) * wallPerCore + cardWatts) * length;
        double scale = asked > joule ? joule / asked : 1;
        for (int i = 0; i < loadJoule.length; i++) {
            loadJoule[i] += loadCores[i] * wallPerCore * length * scale;
            loadCoreSeconds[i] += loadCores[i] * length;
        }
        otherJoule += others * wallPerCore * length * scale;
        otherCoreSeconds += others * length;
        cardJoule += cardWatts * length * scale;
        ownJoule += joule - asked * scale;
        seconds += length;
        peak(wallWatts);
    }

    /** The highest mean of a second, which is what the limit is about. */
    private void peak(double wallWatts) {
        lastWatts[(int) (periods % PERIODS_PER_SECOND)] = wallWatts;
        periods++;
        double sum = 0;
        for (double watts : lastWatts) {
            sum += watts;
        }
        peakWatts = Math.max(peakWatts, sum / Math.min(periods, PERIODS_PER_SECOND));
    }

    /** Energy of a service's processor time, in Wh. */
    public double loadWattHours(int load) {
        return loadJoule[load] / 3600;
    }

    /** Energy of a service's processor time, in J. */
    public double loadJoule(int load) {
        return loadJoule[load];
    }

    /** Processor time of a service, in s. */
    public double loadCoreSeconds(int load) {
        return loadCoreSeconds[load];
    }

    /** Energy of the processor time of all that is no service here, in J. */
    public double otherJoule() {
        return otherJoule;
    }

    /** Processor time of all that is no service here, in s. */
    public double otherCoreSeconds() {
        return otherCoreSeconds;
    }

    /** Energy that the card took because it was busy, in J. */
    public double cardJoule() {
        return cardJoule;
    }

    /** Energy of the plug itself, in J. */
    public double ownJoule() {
        return ownJoule;
    }

    /** Energy of the plug itself, in Wh. */
    public double ownWattHours() {
        return ownJoule / 3600;
    }

    /** Energy that a sensor measured, in J. */
    public double measuredJoule() {
        return measuredJoule;
    }

    /** Energy that only the model tells, in J. */
    public double modelledJoule() {
        return modelledJoule;
    }

    /** All energy, in Wh. */
    public double totalWattHours() {
        return (measuredJoule + modelledJoule) / 3600;
    }

    /** Time that was added, in s. */
    public double seconds() {
        return seconds;
    }

    /** Share of the energy that was modelled, not measured, 0 to 1. */
    public double modelledShare() {
        double total = measuredJoule + modelledJoule;
        return total == 0 ? 0 : modelledJoule / total;
    }

    /** Tells the highest mean of a second since the last call, in W, and begins anew. */
    public double takePeakWatts() {
        double peak = peakWatts;
        peakWatts = 0;
        return peak;
    }
}
