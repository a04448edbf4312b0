// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.Arrays;

/** The services' queues and what they get done in a step. Interactive work older than a second is worth nothing and is dropped. */
final class Workload {
    private static final int DEADLINE_STEPS = 100;

    private final Trace trace;
    private final int count;
    private final int[] order;
    final double[] backlog;
    final double[] rate;
    final double[] done;
    final double[] dropped;
    final double[] allowanceCores;
    final double[] usedCores;
    final double[] busyCoreSeconds;
    final double[] portBusy;
    private final double[] planned;
    private final LoadSpec[] specs;
    final boolean[] blocked;
    /** Integral of backlog over time, in unit seconds: mean wait by Little's law. */
    final double[] waiting;

    private final double[][] arrivals;
    private int nextArrival;
    private int step;
    double weighted;
    double usedMegacycles;
    double weightedMegacycles;
    double netMegabits;
    double cardShare;

    Workload(Trace trace, int ports) {
        this.trace = trace;
        count = trace.loads().size();
        backlog = new double[count];
        rate = new double[count];
        done = new double[count];
        dropped = new double[count];
        allowanceCores = new double[count];
        usedCores = new double[count];
        busyCoreSeconds = new double[count];
        portBusy = new double[ports];
        planned = new double[count];
        specs = trace.loads().toArray(LoadSpec[]::new);
        blocked = new boolean[count];
        waiting = new double[count];
        arrivals = new double[count][];
        Arrays.fill(allowanceCores, Double.MAX_VALUE);
        order = sequence(java.util.Comparator.comparing((Integer i) -> specs[i].workClass()));
        for (int i = 0; i < count; i++) {
            arrivals[i] = trace.loads().get(i).workClass() == WorkClass.INTERACTIVE ? new double[DEADLINE_STEPS] : null;
        }
    }

    private int[] sequence(java.util.Comparator<Integer> by) {
        return java.util.stream.IntStream.range(0, count)
                .boxed()
                .sorted(by)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Lets a step's work arrive and the late work go. */
    void arrive() {
        double second = step * Plug.STEP_SECONDS;
        for (int i = 0; i < count; i++) {
            expire(i);
        }
        while (nextArrival < trace.arrivals().size()
                && trace.arrivals().get(nextArrival).second() <= second) {
            Trace.Arrival arrival = trace.arrivals().get(nextArrival++);
            rate[arrival.load()] = arrival.perSecond();
            add(arrival.load(), arrival.atOnce());
        }
        for (int i = 0; i < count; i++) {
            add(i, rate[i] * Plug.STEP_SECONDS);
            waiting[i] += backlog[i] * Plug.STEP_SECONDS;
        }
        step++;
    }

    private void expire(int load) {
        double[] ring = arrivals[load];
        if (ring == null) {
            return;
        }
        int slot = step % DEADLINE_STEPS;
        double recent = 0;
        for (int i = 0; i < DEADLINE_STEPS; i++) {
            recent += i == slot ? 0 : ring[i];
        }
        ring[slot] = 0;
        if (backlog[load] > recent) {
            dropped[load] += backlog[load] - recent;
            backlog[load] = recent;
        }
    }

    private void add(int load, double units) {
        backlog[load] += units;
        if (arrivals[load] != null) {
            arrivals[load][step % DEADLINE_STEPS] += units;
        }
    }

    /** Megacycles that the queues could use in a step with unlimited frequency. */
    double wantedMegacycles(int coresOnline, double mhz) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            LoadSpec load = specs[i];
            double most = Math.min(load.parallel(), coresOnline) * mhz * Plug.STEP_SECONDS;
            sum += Math.min(backlog[i] * load.megacycles(), most);
        }
        return sum;
    }

    /** Works out what a step would get done with these resources, without doing it; {@link #commit} does it. */
    void plan(double coreBudget, int coresOnline, double mhz, UsbPort[] ports, double netMbit) {
        double cpuLeft = coreBudget * Plug.STEP_SECONDS * mhz;
        double netLeft = netMbit * Plug.STEP_SECONDS;
        double cardLeft = 1;
        double start = cpuLeft;
        weightedMegacycles = 0;
        weighted = 0;
        Arrays.fill(portBusy, 0);
        for (int index : order) {
            LoadSpec load = specs[index];
            double cores = Math.min(Math.min(load.parallel(), coresOnline), allowanceCores[index]);
            double units =
                    Math.min(backlog[index], Math.min(cpuLeft, cores * mhz * Plug.STEP_SECONDS) / load.megacycles());
            if (load.netMegabits() > 0) {
                units = Math.min(units, netLeft / load.netMegabits());
            }
            if (load.cardSeconds() > 0) {
                units = Math.min(units, cardLeft * Plug.STEP_SECONDS / load.cardSeconds());
            }
            units = Math.min(units, portRoom(ports, load.readPort(), load.readMegabytes()));
            units = Math.min(units, portRoom(ports, load.writePort(), load.writeMegabytes()));
            units = Math.max(0, units);
            planned[index] = units;
            cpuLeft -= units * load.megacycles();
            netLeft -= units * load.netMegabits();
            cardLeft -= units * load.cardSeconds() / Plug.STEP_SECONDS;
            transfer(ports, load.readPort(), units * load.readMegabytes());
            transfer(ports, load.writePort(), units * load.writeMegabytes());
            usedCores[index] = units * load.megacycles() / (mhz * Plug.STEP_SECONDS);
            weightedMegacycles += units * load.megacycles() * load.intensity();
            weighted += units * load.megacycles() * load.worth();
        }
        usedMegacycles = start - cpuLeft;
        netMegabits = netMbit * Plug.STEP_SECONDS - netLeft;
        cardShare = 1 - cardLeft;
    }

    /** Does what was planned last. */
    void commit(UsbPort[] ports) {
        for (int index = 0; index < count; index++) {
            LoadSpec load = specs[index];
            blocked[index] = backlog[index] > 1e-9 && (waits(ports, load.readPort()) || waits(ports, load.writePort()));
            backlog[index] -= planned[index];
            done[index] += planned[index];
            busyCoreSeconds[index] += usedCores[index] * Plug.STEP_SECONDS;
        }
        for (int port = 0; port < ports.length; port++) {
            ports[port].busy(portBusy[port]);
        }
    }

    private static boolean waits(UsbPort[] ports, int port) {
        return port >= 0 && ports[port].present() && !ports[port].ready();
    }

    private double portRoom(UsbPort[] ports, int port, double megabytes) {
        if (port < 0 || megabytes <= 0) {
            return Double.MAX_VALUE;
        }
        UsbPort where = ports[port];
        if (!where.ready()) {
            return 0;
        }
        double left = (1 - portBusy[port]) * Plug.STEP_SECONDS * where.profile().megabytesPerSecond();
        return Math.max(0, left / megabytes);
    }

    private void transfer(UsbPort[] ports, int port, double megabytes) {
        if (port >= 0 && megabytes > 0) {
            portBusy[port] +=
                    megabytes / (Plug.STEP_SECONDS * ports[port].profile().megabytesPerSecond());
        }
    }

    /** Useful work so far, in gigacycles weighted by worth: late interactive work does not count. */
    double usefulGigacycles() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += done[i] * specs[i].megacycles() * specs[i].worth();
        }
        return sum / 1000;
    }

    int count() {
        return count;
    }

    LoadSpec spec(int load) {
        return specs[load];
    }
}
