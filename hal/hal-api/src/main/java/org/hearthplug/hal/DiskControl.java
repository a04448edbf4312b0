// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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
     * What the disk itself says of its state and age: SMART of ATA disks, also behind USB bridges that pass ATA commands on (SAT).
     * Not older than a minute. Does not wake a disk that rests. Waits 2 s at most.
     *
     * @throws HalException GONE; UNSUPPORTED when it does not tell: sticks, cards and many bridges; BUSY while it rests; DENIED without
     *     the right to ask; MALFORMED when what it says makes no sense; IO; TIMEOUT
     */
    Smart smart(String disk);

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
     * What a caller must repeat to format a volume: name, device, size and this life of it, so that it fits no other. Does not look
     * into the volume, and does not wait for it.
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

    /** The words of {@link #confirmation} for what was found on a volume, for who wants to show them before they are asked for. */
    static String confirmationOf(BlockDevices.Content content) {
        return "erase " + content.type().label()
                + content.label().map(label -> " " + label).orElse("");
    }

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

    /** The disk's own judgement of itself. */
    enum Verdict {
        /** It expects to go on working. */
        GOOD,
        /** It expects to fail soon: a limit that its maker set was passed. */
        FAILING,
        /** It counts, and does not judge. */
        NOT_TOLD
    }

    /**
     * SMART (ATA/ATAPI Command Set, ACS-3 7.48 and 9.5). The attributes' numbers and meanings are customs of the makers, not of the
     * standard, so each may be missing.
     *
     * @param verdict what it expects of itself
     * @param celsius its temperature now, -40 to 125 (attribute 194, else 190)
     * @param poweredHours hours that it has been switched on (9)
     * @param powerCycles times that it was switched on (12)
     * @param replacedSectors sectors that went bad and were replaced from its reserve (5)
     * @param unreadableSectors sectors that it cannot read now, and replaces when they are written (197)
     * @param lostSectors sectors that it could not read when it looked by itself (198)
     * @param usedPercent share of its life that it has used by writing, 0 to 255, above 100 beyond what its maker planned (device
     *     statistics, page 7; only from SSDs)
     */
    record Smart(
            Verdict verdict,
            OptionalInt celsius,
            OptionalLong poweredHours,
            OptionalLong powerCycles,
            OptionalLong replacedSectors,
            OptionalLong unreadableSectors,
            OptionalLong lostSectors,
            OptionalInt usedPercent) {}
}
