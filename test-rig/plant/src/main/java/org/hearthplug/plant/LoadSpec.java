// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/**
 * A service's work, in units (a request, a megabyte, a picture).
 *
 * @param name the service
 * @param workClass how long it may wait
 * @param megacycles processor work of a unit, in millions of cycles
 * @param intensity processor power relative to the reference mix, 0.7 to 1.2
 * @param parallel cores it can use at once
 * @param readPort USB port it reads from, or -1
 * @param readMegabytes read for a unit, in MB
 * @param writePort USB port it writes to, or -1
 * @param writeMegabytes written for a unit, in MB
 * @param netMegabits network traffic of a unit, in Mbit
 * @param cardSeconds SD card time of a unit, in s
 * @param worth what a cycle of it counts for in the benchmark
 */
public record LoadSpec(
        String name,
        WorkClass workClass,
        double megacycles,
        double intensity,
        int parallel,
        int readPort,
        double readMegabytes,
        int writePort,
        double writeMegabytes,
        double netMegabits,
        double cardSeconds,
        double worth) {

    /** Work that needs the processor only. */
    public static LoadSpec compute(String name, WorkClass workClass, double megacycles, int parallel) {
        return new LoadSpec(name, workClass, megacycles, 1, parallel, -1, 0, -1, 0, 0, 0, workClass.weight());
    }

    /** The same with network traffic. */
    public LoadSpec net(double megabits) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                intensity,
                parallel,
                readPort,
                readMegabytes,
                writePort,
                writeMegabytes,
                megabits,
                cardSeconds,
                worth);
    }

    /** The same reading from a port. */
    public LoadSpec reads(int port, double megabytes) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                intensity,
                parallel,
                port,
                megabytes,
                writePort,
                writeMegabytes,
                netMegabits,
                cardSeconds,
                worth);
    }

    /** The same writing to a port. */
    public LoadSpec writes(int port, double megabytes) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                intensity,
                parallel,
                readPort,
                readMegabytes,
                port,
                megabytes,
                netMegabits,
                cardSeconds,
                worth);
    }

    /** The same using the SD card. */
    public LoadSpec card(double seconds) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                intensity,
                parallel,
                readPort,
                readMegabytes,
                writePort,
                writeMegabytes,
                netMegabits,
                seconds,
                worth);
    }

    /** The same with another power per cycle. */
    public LoadSpec intensity(double factor) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                factor,
                parallel,
                readPort,
                readMegabytes,
                writePort,
                writeMegabytes,
                netMegabits,
                cardSeconds,
                worth);
    }

    /** The same with another worth. */
    public LoadSpec worth(double perCycle) {
        return new LoadSpec(
                name,
                workClass,
                megacycles,
                intensity,
                parallel,
                readPort,
                readMegabytes,
                writePort,
                writeMegabytes,
                netMegabits,
                cardSeconds,
                perCycle);
    }
}
