// SPDX-License-Identifier: Apache-2.0

/** The power manager against the plant: experiments, baselines, oracle, benchmark, report. */
module org.hearthplug.bench.power {
    requires java.management;
    requires jdk.management;
    requires org.hearthplug.plant;
    requires org.hearthplug.power.control;

    /* The chart, for the bench that owners run. */
    exports org.hearthplug.bench.power;
}
