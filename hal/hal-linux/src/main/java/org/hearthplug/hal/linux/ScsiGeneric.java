// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** SCSI commands to an open disk, by the SG_IO ioctl (include/scsi/sg.h, version 3 of its header). */
final class ScsiGeneric implements ScsiDevice {
    private static final long SG_IO = 0x2285;
    private static final int O_NONBLOCK = 0x800;
    private static final int MAX_SENSE_BYTES = 64;

    /** How long the kernel waits before it resets the device. Callers wait less: see {@link Bounded}. */
    private static final int PATIENCE_MILLIS = 20_000;

    // struct sg_io_hdr, where pointers have 64 bits.
    private static final int HEADER_BYTES = 88;
    private static final int DIRECTION = 4;
    private static final int COMMAND_BYTES = 8;
    private static final int SENSE_ROOM = 9;
    private static final int DATA_BYTES = 12;
    private static final int DATA = 16;
    private static final int COMMAND = 24;
    private static final int SENSE = 32;
    private static final int TIMEOUT = 40;
    private static final int STATUS = 64;
    private static final int SENSE_BYTES = 67;
    private static final int HOST_STATUS = 68;
    private static final int DRIVER_STATUS = 70;
    private static final int LEFT_OUT = 72;
    private static final int NO_DATA = -1;
    private static final int FROM_DEVICE = -3;

    // Only says that there is sense data, which sense data does as well.
    private static final int DRIVER_SENSE = 0x08;

    private final String device;
    private final DeviceFile file;

    /** Opens a disk; that alone does not wake it, and needs no medium. */
    ScsiGeneric(String device, Path path) {
        this.device = device;
        file = new DeviceFile(device, path, DeviceFile.READ_ONLY | O_NONBLOCK);
    }

    @Override
    public Reply execute(byte[] command, int dataBytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(HEADER_BYTES, 8);
            MemorySegment sense = arena.allocate(MAX_SENSE_BYTES);
            MemorySegment data = arena.allocate(Math.max(1, dataBytes), 8);
            header.set(JAVA_INT, 0, 'S');
            header.set(JAVA_INT, DIRECTION, dataBytes == 0 ? NO_DATA : FROM_DEVICE);
            header.set(JAVA_BYTE, COMMAND_BYTES, (byte) command.length);
            header.set(JAVA_BYTE, SENSE_ROOM, (byte) MAX_SENSE_BYTES);
            header.set(JAVA_INT, DATA_BYTES, dataBytes);
            header.set(ADDRESS, DATA, data);
            header.set(ADDRESS, COMMAND, arena.allocateFrom(JAVA_BYTE, command));
            header.set(ADDRESS, SENSE, sense);
            header.set(JAVA_INT, TIMEOUT, PATIENCE_MILLIS);
            file.ioctl("a SCSI command", SG_IO, header);
            int driver = header.get(JAVA_SHORT, DRIVER_STATUS) & 0xF;
            int host = header.get(JAVA_SHORT, HOST_STATUS);
            if (host != 0 || driver != 0 && driver != DRIVER_SENSE) {
                throw new HalException(Kind.IO, device, "the command did not reach it, host status " + host);
            }
            int got = dataBytes - Math.clamp(header.get(JAVA_INT, LEFT_OUT), 0, dataBytes);
            int said = Math.min(MAX_SENSE_BYTES, header.get(JAVA_BYTE, SENSE_BYTES) & 0xFF);
            return new Reply(
                    header.get(JAVA_BYTE, STATUS) & 0xFF,
                    Arrays.copyOf(sense.toArray(JAVA_BYTE), said),
                    Arrays.copyOf(data.toArray(JAVA_BYTE), got));
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
