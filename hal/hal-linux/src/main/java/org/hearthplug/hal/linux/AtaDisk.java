// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.Optional;
import java.util.OptionalInt;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.linux.ScsiDevice.Reply;

/**
 * ATA commands through SCSI: ATA PASS-THROUGH (16), and (12) for bridges that know only that (SCSI/ATA Translation, SAT-4 12.2). libata
 * takes them as well as USB bridges do.
 */
final class AtaDisk {
    static final int SECTOR_BYTES = 512;
    private static final int PASS_THROUGH_16 = 0x85;
    private static final int PASS_THROUGH_12 = 0xA1;

    // Byte 1: the protocol; byte 2: want the registers back; from the device, in blocks, as many as the count says.
    private static final int NO_DATA = 3 << 1;
    private static final int PIO_IN = 4 << 1;
    private static final int EXTEND = 1;
    private static final int REGISTERS_BACK = 0x20;
    private static final int COUNTED_BLOCKS_IN = 0x0E;

    private static final int SMART = 0xB0;
    private static final int SMART_MID = 0x4F;
    private static final int SMART_HIGH = 0xC2;
    private static final int READ_LOG_EXT = 0x2F;
    private static final int CHECK_POWER_MODE = 0xE5;
    private static final int CHECK_CONDITION = 2;
    private static final int RECOVERED = 1;
    private static final int ILLEGAL_REQUEST = 5;
    private static final int ABORTED = 0x0B;

    private final String name;
    private final ScsiDevice device;
    private final boolean twelve;

    private AtaDisk(String name, ScsiDevice device, boolean twelve) {
        this.name = name;
        this.device = device;
        this.twelve = twelve;
    }

    /**
     * Finds out how the device takes ATA commands, without waking it.
     *
     * @throws HalException UNSUPPORTED when it takes none; BUSY when it rests
     */
    static AtaDisk behind(String name, ScsiDevice device) {
        for (boolean twelve : new boolean[] {false, true}) {
            AtaDisk disk = new AtaDisk(name, device, twelve);
            Reply reply = disk.send(NO_DATA, CHECK_POWER_MODE, 0, 0, 0, 0, 0);
            Optional<Registers> registers = Registers.of(reply.sense());
            if (registers.isPresent()) {
                // 0: standby. 0x40, 0x41: spun down of a hybrid disk's.
                int mode = registers.get().count();
                if (mode == 0 || mode == 0x40) {
                    throw new HalException(Kind.BUSY, name, "it rests, and asking would wake it");
                }
                return disk;
            }
            // Some bridges have no registers to give, but pass data.
            int key = Registers.senseKey(reply.sense());
            if (reply.status() == 0 || key == RECOVERED || key == ABORTED) {
                return disk;
            }
            if (reply.status() == CHECK_CONDITION && key != ILLEGAL_REQUEST) {
                throw new HalException(Kind.IO, name, "it answered with sense key " + key);
            }
        }
        throw new HalException(Kind.UNSUPPORTED, name, "it takes no ATA commands");
    }

    /** A sector of SMART: 0xD0 attributes, 0xD1 their thresholds. Empty when the disk refuses. */
    Optional<byte[]> smart(int feature) {
        return data(send(PIO_IN, SMART, feature, 1, 0, SMART_MID, SMART_HIGH));
    }

    /** A page of a log, for which the disk needs 48-bit commands. Empty when it refuses, or the bridge cannot pass them. */
    Optional<byte[]> log(int address, int page) {
        return twelve ? Optional.empty() : data(send(PIO_IN | EXTEND, READ_LOG_EXT, 0, 1, address, page, 0));
    }

    /** SMART RETURN STATUS: 1 when a limit has been passed, 0 when none has, empty when the registers do not come back. */
    OptionalInt limitPassed() {
        Reply reply = send(NO_DATA, SMART, 0xDA, 0, 0, SMART_MID, SMART_HIGH);
        Optional<Registers> registers = Registers.of(reply.sense());
        if (registers.isEmpty() || registers.get().failed()) {
            return OptionalInt.empty();
        }
        int said = registers.get().lbaHigh() << 8 | registers.get().lbaMid();
        return switch (said) {
            case SMART_HIGH << 8 | SMART_MID -> OptionalInt.of(0);
            case 0x2CF4 -> OptionalInt.of(1);
            default -> OptionalInt.empty();
        };
    }

    private static Optional<byte[]> data(Reply reply) {
        boolean refused = reply.status() != 0 && Registers.senseKey(reply.sense()) != RECOVERED;
        return refused || reply.data().length < SECTOR_BYTES ? Optional.empty() : Optional.of(reply.data());
    }

    private Reply send(int protocol, int command, int feature, int count, int low, int mid, int high) {
        boolean noData = protocol == NO_DATA;
        int how = noData ? REGISTERS_BACK : COUNTED_BLOCKS_IN;
        int bytes = noData ? 0 : SECTOR_BYTES;
        int[] block = twelve
                ? new int[] {PASS_THROUGH_12, protocol, how, feature, count, low, mid, high, 0, command, 0, 0}
                : new int[] {
                    PASS_THROUGH_16, protocol, how, 0, feature, 0, count, 0, low, 0, mid, 0, high, 0, command, 0
                };
        byte[] descriptor = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            descriptor[i] = (byte) block[i];
        }
        Reply reply = device.execute(descriptor, bytes);
        if (reply.data().length > bytes) {
            throw new HalException(Kind.MALFORMED, name, "it sent more than it was asked for");
        }
        return reply;
    }

    /**
     * The ATA registers that came back in sense data: a descriptor of type 9, or packed into the fixed format (SAT-4 12.2.6, 12.2.7).
     *
     * @param status the status register
     * @param count sector count
     * @param lbaMid bits 8 to 15 of the address
     * @param lbaHigh bits 16 to 23
     */
    record Registers(int status, int count, int lbaMid, int lbaHigh) {
        private static final int ERROR = 0x01;
        private static final int ATA_RETURN = 9;
        private static final int HEADER_BYTES = 8;

        boolean failed() {
            return (status & ERROR) != 0;
        }

        static Optional<Registers> of(byte[] sense) {
            int format = at(sense, 0) & 0x7F;
            if (format == 0x72) {
                int end = Math.min(sense.length, HEADER_BYTES + at(sense, 7));
                for (int i = HEADER_BYTES; i + 1 < end; i += 2 + at(sense, i + 1)) {
                    if (at(sense, i) == ATA_RETURN && at(sense, i + 1) >= 12 && i + 14 <= end) {
                        return Optional.of(new Registers(
                                at(sense, i + 13), at(sense, i + 5), at(sense, i + 9), at(sense, i + 11)));
                    }
                }
                return Optional.empty();
            }
            // "ATA pass-through information available" says that it is packed so.
            boolean packed = format == 0x70 && sense.length >= 14 && at(sense, 12) == 0 && at(sense, 13) == 0x1D;
            return packed
                    ? Optional.of(new Registers(at(sense, 4), at(sense, 6), at(sense, 10), at(sense, 11)))
                    : Optional.empty();
        }

        /** 0 when there is none. */
        static int senseKey(byte[] sense) {
            int format = at(sense, 0) & 0x7F;
            return format == 0x72 || format == 0x73
                    ? at(sense, 1) & 0xF
                    : format == 0x70 || format == 0x71 ? at(sense, 2) & 0xF : 0;
        }

        private static int at(byte[] bytes, int index) {
            return index < bytes.length ? bytes[index] & 0xFF : 0;
        }
    }
}
