// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Energy at the wall by who used it, measured and modelled apart. A service pays for the switching of the cores that it used; the plug
 * itself for what is left. No allocation when adding.
 */
public final class EnergyReceipts {
    private final double[] loadJoule;
    private double ownJoule;
    private double measuredJoule;
    private double modelledJoule;

    /** Receipts for that many services. */
    public EnergyReceipts(int loads) {
        loadJoule = new double[loads];
    }

    /**
     * Adds a period.
     *
     * @param seconds its length
     * @param wallWatts power at the wall
     * @param measured whether that was measured
     * @param wallPerCore watts at the wall that a busy core adds
     * @param loadCores busy cores of each service
     */
    public void add(double seconds, double wallWatts, boolean measured, double wallPerCore, double[] loadCores) {
        double joule = wallWatts * seconds;
        if (measured) {
            measuredJoule += joule;
        } else {
            modelledJoule += joule;
        }
        double asked = 0;
        for (double cores : loadCores) {
            asked += cores * wallPerCore * seconds;
        }
        double scale = asked > joule ? joule / asked : 1;
        for (int i = 0; i < loadJoule.length; i++) {
            loadJoule[i] += loadCores[i] * wallPerCore * seconds * scale;
        }
        ownJoule += joule - asked * scale;
    }

    /** Energy of a service, in Wh. */
    public double loadWattHours(int load) {
        return loadJoule[load] / 3600;
    }

    /** Energy of the plug itself, in Wh. */
    public double ownWattHours() {
        return ownJoule / 3600;
    }

    /** All energy, in Wh. */
    public double totalWattHours() {
        return (measuredJoule + modelledJoule) / 3600;
    }

    /** Share of the energy that was modelled, not measured, 0 to 1. */
    public double modelledShare() {
        double total = measuredJoule + modelledJoule;
        return total == 0 ? 0 : modelledJoule / total;
    }

    /** Starts over, for a new day. */
    public void reset() {
        java.util.Arrays.fill(loadJoule, 0);
        ownJoule = 0;
        measuredJoule = 0;
        modelledJoule = 0;
    }
}
