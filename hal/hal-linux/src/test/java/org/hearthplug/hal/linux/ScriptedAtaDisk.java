// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** An ATA disk behind a bridge, as far as SMART goes; how good the bridge is can be chosen. */
final class ScriptedAtaDisk implements ScsiDevice {
    /** What a bridge does with ATA commands. */
    enum Bridge {
        /** Registers come back in a descriptor, as SAT wants it. */
        DESCRIPTOR,
        /** Registers come back in sense data of the fixed format. */
        FIXED,
        /** Takes the command of twelve bytes only. */
        TWELVE,
        /** Passes data and gives no registers. */
        DATA_ONLY,
        /** A stick: knows nothing of ATA. */
        NONE,
        /** Goes while it is asked. */
        PULLED
    }

    private static final byte[] ILLEGAL = {0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0};
    private static final byte[] NOTHING = {};

    final List<Integer> commands = new ArrayList<>();
    private final Bridge bridge;
    private final byte[] attributes = new byte[512];
    private final byte[] thresholds = new byte[512];
    private final byte[] statistics = new byte[512];
    private int entries;
    private boolean limitPassed;
    private boolean standby;
    private boolean damaged;
    private boolean refuses;

    ScriptedAtaDisk(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Adds an attribute with its threshold; the raw value's six bytes the lowest first. */
    ScriptedAtaDisk attribute(int id, int flags, int value, int threshold, long raw) {
        int at = 2 + 12 * entries++;
        attributes[at] = (byte) id;
        attributes[at + 1] = (byte) flags;
        attributes[at + 3] = (byte) value;
        for (int i = 0; i < 6; i++) {
            attributes[at + 5 + i] = (byte) (raw >> 8 * i);
        }
        thresholds[at] = (byte) id;
        thresholds[at + 1] = (byte) threshold;
        return this;
    }

    ScriptedAtaDisk used(int percent) {
        statistics[0] = 1;
        statistics[2] = 7;
        statistics[8] = (byte) percent;
        statistics[15] = (byte) 0xC0;
        return this;
    }

    ScriptedAtaDisk limitPassed() {
        limitPassed = true;
        return this;
    }

    ScriptedAtaDisk standby() {
        standby = true;
        return this;
    }

    ScriptedAtaDisk damaged() {
        damaged = true;
        return this;
    }

    ScriptedAtaDisk refusing() {
        refuses = true;
        return this;
    }

    /** The last byte makes the sum of all zero. */
    static byte[] summed(byte[] sector) {
        byte[] out = sector.clone();
        out[511] = 0;
        int sum = 0;
        for (byte one : out) {
            sum += one;
        }
        out[511] = (byte) -sum;
        return out;
    }

    @Override
    public Reply execute(byte[] command, int dataBytes) {
        boolean twelve = (command[0] & 0xFF) == 0xA1;
        if (bridge == Bridge.PULLED) {
            throw new HalException(Kind.GONE, "sda", "scripted");
        }
        if (bridge == Bridge.NONE || twelve != (bridge == Bridge.TWELVE)) {
            return new Reply(2, ILLEGAL, NOTHING);
        }
        int ata = command[twelve ? 9 : 14] & 0xFF;
        int feature = command[twelve ? 3 : 4] & 0xFF;
        commands.add(ata);
        return switch (ata) {
            case 0xE5 -> registers(standby ? 0 : 0xFF, 0, 0);
            case 0x2F -> data(statistics);
            case 0xB0 ->
                switch (feature) {
                    case 0xDA -> limitPassed ? registers(0, 0xF4, 0x2C) : registers(0, 0x4F, 0xC2);
                    case 0xD0 -> refuses ? new Reply(2, ILLEGAL, NOTHING) : data(checked(attributes));
                    case 0xD1 -> data(checked(thresholds));
                    default -> new Reply(2, ILLEGAL, NOTHING);
                };
            default -> new Reply(2, ILLEGAL, NOTHING);
        };
    }

    private byte[] checked(byte[] sector) {
        byte[] whole = summed(sector);
        if (damaged) {
            whole[100] ^= 0x10;
        }
        return whole;
    }

    private static Reply data(byte[] sector) {
        return new Reply(0, NOTHING, Arrays.copyOf(sector, 512));
    }

    private Reply registers(int count, int mid, int high) {
        byte[] sense = switch (bridge) {
            case DATA_ONLY -> NOTHING;
            case FIXED -> {
                byte[] fixed = new byte[18];
                fixed[0] = 0x70;
                fixed[2] = 1;
                fixed[4] = 0x50;
                fixed[6] = (byte) count;
                fixed[7] = 10;
                fixed[10] = (byte) mid;
                fixed[11] = (byte) high;
                fixed[13] = 0x1D;
                yield fixed;
            }
            default -> {
                byte[] descriptor = new byte[22];
                descriptor[0] = 0x72;
                descriptor[1] = 1;
                descriptor[3] = 0x1D;
                descriptor[7] = 14;
                descriptor[8] = 9;
                descriptor[9] = 12;
                descriptor[13] = (byte) count;
                descriptor[17] = (byte) mid;
                descriptor[19] = (byte) high;
                descriptor[21] = 0x50;
                yield descriptor;
            }
        };
        return new Reply(bridge == Bridge.DATA_ONLY ? 0 : 2, sense, NOTHING);
    }

    @Override
    public void close() {
        commands.add(-1);
    }
}
