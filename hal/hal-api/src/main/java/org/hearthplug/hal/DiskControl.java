// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Health and rest of disks, and making file systems, which destroys what was there. */
public interface DiskControl {
    /**
     * Counters of a disk since it was found. Does not wake it.
     *
     * @throws HalException GONE when no such disk is there
     */
    Health health(String disk);

    /**
     * Whether the disk rests. Does not wake it.
     *
     * @throws HalException GONE; UNSUPPORTED when the kernel does not tell
     */
    boolean resting(String disk);

    /**
     * Lets a disk rest (spin down) when nobody has used it for a time, or keeps it awake. Waits 2 s at most; a disk that
     * is woken by it takes its time behind.
     *
     * @param idle the time, from 1 s on; empty keeps it awake
     * @throws HalException GONE; UNSUPPORTED when the kernel cannot for this kind of disk; OUT_OF_RANGE; DENIED; TIMEOUT
     */
    void rest(String disk, Optional<Duration> idle);

    /**
     * What a caller must repeat to format a volume: name, device, size and this life of it, so that it fits no other.
     *
     * @param volume the kernel's name, {@code sda1}
     * @throws HalException GONE
     */
    String identity(String volume);

    /**
     * What a person must type besides, when a known file system is on the volume; empty otherwise. Reads the volume anew, for 10 s at
     * most, which wakes its disk.
     *
     * @throws HalException GONE; TIMEOUT when the volume does not answer, and so nobody knows what would be lost
     */
    Optional<String> confirmation(String volume);

    /**
     * Makes a file system. All that was on the volume is lost.
     *
     * @param order what to make, where, and that it is meant
     * @param limit longest wait; some seconds for each hundred gigabytes on a slow disk
     * @throws HalException DENIED when identity or confirmation are not the right ones; BUSY when the volume, its disk or
     *     a partition of it is mounted or in use; UNSUPPORTED for a file system that cannot be made here; GONE; OUT_OF_RANGE
     *     for a label that it does not take; IO when the tool failed; TIMEOUT
     */
    void format(Format order, Duration limit);

    /**
     * An order to format.
     *
     * @param identity {@link #identity} of the volume, repeated
     * @param confirmation {@link #confirmation} of it, as it was typed; empty when there is none
     * @param type EXT4 or FAT
     * @param label name of the new file system, up to 16 characters for ext4, 11 for FAT: letters, digits, {@code -_.} and
     *     blanks
     */
    record Format(
            String volume,
            String identity,
            Optional<String> confirmation,
            BlockDevices.ContentType type,
            String label) {}

    /**
     * Counters.
     *
     * @param readBytes read since the disk was found
     * @param writtenBytes written since
     * @param requests requests the driver was given, if it counts them
     * @param failed requests that ended in an error, if it counts them
     * @param timedOut requests that were not answered in time, if it counts them
     */
    record Health(
            long readBytes, long writtenBytes, OptionalLong requests, OptionalLong failed, OptionalLong timedOut) {}
}
