// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hearthplug.hal.DiskControl.Smart;
import org.hearthplug.hal.DiskControl.Verdict;

/**
 * Reads the sectors of SMART: thirty attributes of twelve bytes, their thresholds, and page 7 of the device statistics (ACS-3 A.4). The
 * table's form is that of SFF-8035i, which the standard no longer describes and every disk still sends.
 */
final class SmartPages {
    private static final int TABLE = 2;
    private static final int ENTRIES = 30;
    private static final int ENTRY_BYTES = 12;
    private static final int PRE_FAILURE = 1;
    private static final int SOLID_STATE_STATISTICS = 7;
    private static final int COLDEST = -40;
    private static final int HOTTEST = 125;

    // The attributes' numbers.
    private static final int REPLACED = 5;
    private static final int POWERED_HOURS = 9;
    private static final int POWER_CYCLES = 12;
    private static final int AIR_FLOW = 190;
    private static final int TEMPERATURE = 194;
    private static final int UNREADABLE = 197;
    private static final int LOST = 198;

    /** An attribute: is it a sign of failing, its value (worse is lower), the six raw bytes as a number. */
    private record Attribute(boolean preFailure, int value, long raw) {}

    private final Map<Integer, Attribute> attributes = new HashMap<>();

    private SmartPages(byte[] sector) {
        for (int i = 0; i < ENTRIES; i++) {
            int at = TABLE + i * ENTRY_BYTES;
            int id = sector[at] & 0xFF;
            if (id != 0) {
                attributes.putIfAbsent(
                        id,
                        new Attribute(
                                (sector[at + 1] & PRE_FAILURE) != 0, sector[at + 3] & 0xFF, little(sector, at + 5, 6)));
            }
        }
    }

    /** Empty unless it is a whole sector whose bytes add up to zero, with an attribute in it. */
    static Optional<SmartPages> of(byte[] sector) {
        if (!sound(sector)) {
            return Optional.empty();
        }
        SmartPages pages = new SmartPages(sector);
        return pages.attributes.isEmpty() ? Optional.empty() : Optional.of(pages);
    }

    private static boolean sound(byte[] sector) {
        int sum = 0;
        for (byte one : sector) {
            sum += one;
        }
        return sector.length == AtaDisk.SECTOR_BYTES && (sum & 0xFF) == 0;
    }

    private static long little(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    /** What the thresholds make of it, for a disk or a bridge that does not judge. */
    Verdict judge(byte[] thresholds) {
        if (!sound(thresholds)) {
            return Verdict.NOT_TOLD;
        }
        boolean judged = false;
        for (int i = 0; i < ENTRIES; i++) {
            int at = TABLE + i * ENTRY_BYTES;
            Attribute attribute = attributes.get(thresholds[at] & 0xFF);
            int limit = thresholds[at + 1] & 0xFF;
            // 0: never. 254 and 255, and a value of 0 or above 253, are not defined.
            if (attribute != null && limit > 0 && limit < 254 && attribute.value() > 0 && attribute.value() < 254) {
                judged = true;
                if (attribute.preFailure() && attribute.value() <= limit) {
                    return Verdict.FAILING;
                }
            }
        }
        return judged ? Verdict.GOOD : Verdict.NOT_TOLD;
    }

    /** Makes the report. */
    Smart report(Verdict verdict, OptionalInt usedPercent) {
        OptionalInt celsius = celsius(TEMPERATURE);
        return new Smart(
                verdict,
                celsius.isPresent() ? celsius : celsius(AIR_FLOW),
                low32(POWERED_HOURS),
                low32(POWER_CYCLES),
                low32(REPLACED),
                low32(UNREADABLE),
                low32(LOST),
                usedPercent);
    }

    /** Makers put minutes, averages or extremes into the upper bytes. */
    private OptionalLong low32(int id) {
        Attribute attribute = attributes.get(id);
        return attribute == null ? OptionalLong.empty() : OptionalLong.of(attribute.raw() & 0xFFFF_FFFFL);
    }

    private OptionalInt celsius(int id) {
        Attribute attribute = attributes.get(id);
        if (attribute == null) {
            return OptionalInt.empty();
        }
        int degrees = (byte) attribute.raw();
        return degrees >= COLDEST && degrees <= HOTTEST ? OptionalInt.of(degrees) : OptionalInt.empty();
    }

    /** Percentage used endurance indicator of the device statistics' page 7; empty when the page is another one or the value does not count. */
    static OptionalInt usedPercent(byte[] page) {
        // The page's number lies in its third byte; a statistic's last byte says: supported (0x80), valid (0x40).
        boolean there = page.length >= 16 && page[2] == SOLID_STATE_STATISTICS && (page[15] & 0xC0) == 0xC0;
        return there ? OptionalInt.of(page[8] & 0xFF) : OptionalInt.empty();
    }
}
