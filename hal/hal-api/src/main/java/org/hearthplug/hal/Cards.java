// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Cards in SD and MMC slots, chips that speak MMC, and SDIO functions. */
public interface Cards {
    /** Lists what is in the slots, by slot. Does not ask the cards: the kernel read them when they came. */
    List<Card> cards();

    /** What a card is. */
    enum Kind {
        SD,
        MMC,
        SDIO,
        /** Memory and functions in one card. */
        SD_COMBO
    }

    /**
     * A card.
     *
     * @param name the kernel's name, {@code mmc0:4567}
     * @param slot the host's name, {@code mmc0}
     * @param kind what it is
     * @param identity who made it; empty for SDIO, which has no CID
     * @param blockDevice name of its block device, {@code mmcblk0}
     * @param bytes capacity; 0 without memory
     * @param readOnly true when its switch or the card itself forbids writing
     * @param wear how much of its life an eMMC has used
     * @param bus how the slot and the card speak now; empty when the kernel does not tell (it does where debugfs is mounted)
     * @param functions SDIO functions, with their drivers
     */
    record Card(
            String name,
            String slot,
            Kind kind,
            Optional<Identity> identity,
            Optional<String> blockDevice,
            long bytes,
            boolean readOnly,
            Optional<Wear> wear,
            Optional<Bus> bus,
            List<SdioFunction> functions) {
        public Card {
            functions = List.copyOf(functions);
        }
    }

    /**
     * The card's identification register (CID; SD Physical Layer Simplified Specification 5.2, JESD84 7.2).
     *
     * @param manufacturerId assigned by the SD Association or JEDEC, 0 to 255
     * @param oemId two characters for SD, a number for MMC, as the kernel prints it
     * @param product the product's name, 5 or 6 characters
     * @param serial 0 to 4294967295
     * @param made month of manufacture, when it makes sense
     */
    record Identity(int manufacturerId, String oemId, String product, long serial, Optional<YearMonth> made) {}

    /**
     * What an eMMC says of its wear (JESD84-B51 7.4.67: life time estimation A and B, pre-EOL information).
     *
     * @param usedPercentSlc upper bound of used life of the SLC area, 10 to 110 in steps of ten
     * @param usedPercentMlc the same for the MLC area
     * @param preEndOfLife 1 normal, 2 warning (80 % of the reserve is used), 3 urgent
     */
    record Wear(OptionalInt usedPercentSlc, OptionalInt usedPercentMlc, OptionalInt preEndOfLife) {}

    /**
     * The bus between a slot and its card.
     *
     * @param widthBits 1, 4 or 8
     * @param clockHz its clock
     * @param timing name of the timing, as the kernel prints it: {@code sd high-speed}, {@code mmc HS200}
     */
    record Bus(int widthBits, long clockHz, String timing) {}

    /**
     * An SDIO function.
     *
     * @param number from 1
     * @param vendorId 0 to 0xFFFF
     * @param deviceId 0 to 0xFFFF
     * @param classCode 0 to 255
     * @param driver name of the driver that has it
     */
    record SdioFunction(int number, int vendorId, int deviceId, int classCode, Optional<String> driver) {}
}
