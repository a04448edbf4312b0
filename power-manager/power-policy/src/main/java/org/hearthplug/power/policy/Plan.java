// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/** What is to be set for the next period: a form that {@link Planner} fills, never allocated again. */
public final class Plan {
    /** Highest operating point to set, by index. */
    public int wantedPoint;

    /** Cores to have online. */
    public int wantedCores;

    /** Operating point that the plan counts with: as set, or as it is if it does not obey. */
    public int point;

    /** Cores that the plan counts with. */
    public int cores;
    /** Processor time for everything, in cores. */
    public double quotaCores;
    /** What the processor takes if it uses its quota, in W on the 5 V side. */
    public double processorWatts;
    /** Processor time for each service, in cores. */
    public final double[] allowanceCores;

    /** A form for that many services. */
    public Plan(int loads) {
        allowanceCores = new double[loads];
    }
}
