// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.util.List;
import java.util.Locale;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.runtime.platform.HardwareMessages.Part;

/** Disks and cards, with what they say of their health. */
final class DiskFacts {
    /** Of the blocks that an eMMC keeps to replace worn ones: fewer than 80 % used, more, nearly all. */
    private static final List<String> RESERVE = List.of("good", "low", "used-up");

    private final Hardware hardware;

    DiskFacts(Hardware hardware) {
        this.hardware = hardware;
    }

    Part disk(BlockDevices.Disk disk) {
        Facts facts = new Facts("disk", disk.name(), disk.model().orElse(disk.name()))
                .add("size", disk.bytes() + " B")
                .add("transport", HardwareParts.word(disk.transport()))
                .add("serial", disk.serial());
        try {
            var health = hardware.diskControl().health(disk.name());
            facts.add("written", health.writtenBytes() + " B");
            health.failed().ifPresent(count -> facts.add("failed", Long.toString(count)));
            health.timedOut().ifPresent(count -> facts.add("timed-out", Long.toString(count)));
            smart(disk.name(), facts);
        } catch (HalException gone) {
            facts.add("state", "gone");
        }
        return facts.part();
    }

    /** What the disk says of itself; that it says nothing is worth a word, for nobody will be warned then. */
    private void smart(String disk, Facts facts) {
        try {
            DiskControl.Smart smart = hardware.diskControl().smart(disk);
            facts.add("health", HardwareParts.word(smart.verdict()));
            smart.celsius().ifPresent(degrees -> facts.add("temperature", degrees + " °C"));
            smart.poweredHours().ifPresent(hours -> facts.add("powered", hours + " h"));
            smart.powerCycles().ifPresent(times -> facts.add("switched-on", Long.toString(times)));
            smart.replacedSectors().ifPresent(count -> facts.add("replaced-sectors", Long.toString(count)));
            smart.unreadableSectors().ifPresent(count -> facts.add("unreadable-sectors", Long.toString(count)));
            smart.lostSectors().ifPresent(count -> facts.add("lost-sectors", Long.toString(count)));
            smart.usedPercent().ifPresent(used -> facts.add("worn", used + " %"));
        } catch (HalException silent) {
            facts.add(
                    "health",
                    switch (silent.kind()) {
                        case UNSUPPORTED -> "not-told";
                        case BUSY -> "asleep";
                        default -> "unknown";
                    });
        }
    }

    static Part card(Cards.Card card) {
        Facts facts = new Facts(
                        "card",
                        card.name(),
                        card.identity().map(Cards.Identity::product).orElse(card.name()))
                .add("class", HardwareParts.word(card.kind()))
                .add("size", card.bytes() + " B")
                .add("disk", card.blockDevice());
        card.identity().ifPresent(identity -> {
            facts.add("maker", String.format(Locale.ROOT, "0x%02x", identity.manufacturerId()));
            facts.add("serial", String.format(Locale.ROOT, "0x%08x", identity.serial()));
            facts.add("made", identity.made().map(Object::toString));
        });
        card.bus()
                .ifPresent(
                        bus -> facts.add("bus", bus.widthBits() + " bit, " + bus.clockHz() + " Hz, " + bus.timing()));
        card.wear().ifPresent(wear -> {
            wear.usedPercentSlc().ifPresent(used -> facts.add("worn", used + " % (SLC)"));
            wear.usedPercentMlc().ifPresent(used -> facts.add("worn", used + " %"));
            wear.preEndOfLife().ifPresent(state -> facts.add("reserve", RESERVE.get(state - 1)));
        });
        for (Cards.SdioFunction function : card.functions()) {
            facts.add(
                    "function",
                    String.format(
                            Locale.ROOT, "%d %04x:%04x", function.number(), function.vendorId(), function.deviceId()));
        }
        return facts.add("state", card.readOnly() ? "read-only" : "").part();
    }
}
