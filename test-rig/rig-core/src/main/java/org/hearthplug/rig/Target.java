// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.nio.file.Path;

/**
 * One machine on the bench: power, lines, ports and what is plugged into it. What a hand at a real plug could do, no more.
 *
 * <p>A target is driven by one thread at a time. Closing it takes the power away and leaves the state directory alone.
 */
public interface Target extends AutoCloseable {
    /**
     * Powers the machine on and returns as soon as it runs its first instruction.
     *
     * @throws RigException {@code CONFIG} when there is no image or no QEMU, {@code MACHINE_DIED} with QEMU's own words
     */
    void powerOn();

    /**
     * Presses the power button and waits until the machine has shut itself down.
     *
     * @throws RigException {@code TIMEOUT}: the machine is still on
     */
    void powerOff(Deadline deadline);

    /**
     * Takes the power away now. What the disk had not been told to flush is lost in part, as a real disk would:
     * which part is drawn from {@code seed}.
     *
     * @return what happened to the writes that no flush covered
     */
    CutReport cut(long seed);

    /** Returns how far the disk's writes have come: a mark for {@link #cutSince}. Always 0 without a write log. */
    long diskMoment();

    /**
     * Takes the power away now, and leaves the disk as if it had gone at one of the writes since a moment, which one is drawn from
     * {@code seed}: so that the short instants between a write and its flush are hit as often as the long ones of rest. What the plug
     * said since that moment may be lost.
     *
     * @param moment from {@link #diskMoment} in this power cycle
     */
    CutReport cutSince(long moment, long seed);

    /**
     * Takes the power away now, as {@link #cut} does, and shows before the disks that {@code count} cuts at writes since a moment would
     * have left: one power cycle for all of them. Blocks while they are looked at.
     *
     * @param moment from {@link #diskMoment} in this power cycle
     * @param seed draws the writes, and for each of them what is lost
     * @param look sees them in the order of time; when it fails, the power is gone all the same and the disk is as after {@link #cut}
     * @return what happened in the end
     * @throws RigException {@code CONFIG}: the disk of this machine has no write log
     */
    CutReport cutAndLookBack(long moment, int count, long seed, Crash.Look look) throws Exception;

    /** Pulls the reset line: the machine starts again, the disk keeps its power. */
    void reset();

    /** True from {@link #powerOn} until the machine is off, whoever switched it off. */
    boolean isOn();

    /** The serial console that a person would see. */
    Console console();

    /** The root shell of laboratory machines; blocks until the guest offers it. */
    Shell shell();

    /**
     * The port on 127.0.0.1 that reaches TCP port {@code guestPort} of the machine; made at the first call.
     * Valid until the power goes.
     */
    int port(int guestPort);

    /**
     * Plugs in a USB stick whose content is the raw image {@code image}.
     *
     * @param name identifies the stick, in letters and digits; also its serial number
     */
    void plugUsbStick(String name, Path image);

    /** Pulls the stick out, without asking the machine. Blocks until it is gone. */
    void pullUsbStick(String name, Deadline deadline);

    /** Plugs the Ethernet cable in or out. */
    void link(boolean up);

    /** A picture or line of what the instruments saw, one file each: console log, QMP transcript, QEMU's messages. */
    java.util.List<Path> recordings();

    /** The directory with what persists while the power is off. */
    Path state();

    /** Seconds of processor time that the machine's process has used since power-on, for benchmarks. */
    double hostCpuSeconds();

    @Override
    void close();
}
