// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.Cards.Card;
import org.hearthplug.hal.Cards.Identity;
import org.hearthplug.hal.Cards.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Mounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The card in QEMU's slot, in the plug: 64 MiB, FAT, labelled CAMERA. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugCardTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final long BYTES = 64L << 20;

    private static Card card() {
        List<Card> cards = HARDWARE.cards().cards();
        assertThat(cards).hasSize(1);
        return cards.getFirst();
    }

    @Test
    void aCardSaysWhoMadeItAndHowMuchItHolds() {
        Card card = card();
        assertThat(card.kind()).isEqualTo(Kind.SD);
        // What QEMU's card has in its CID.
        assertThat(card.identity())
                .contains(new Identity(0xaa, "0x5859", "QEMU!", 0xdeadbeefL, Optional.of(YearMonth.of(2006, 2))));
        assertThat(card.bytes()).isEqualTo(BYTES);
        assertThat(card.readOnly()).isFalse();
        assertThat(card.functions()).isEmpty();
        // An SD card does not tell how worn it is.
        assertThat(card.wear()).isEmpty();
    }

    @Test
    void slotAndCardSpeakWithFourBits() {
        assertThat(card().bus()).hasValueSatisfying(bus -> {
            assertThat(bus.widthBits()).isEqualTo(4);
            assertThat(bus.clockHz()).isBetween(400_000L, 208_000_000L);
            assertThat(bus.timing()).startsWith("sd");
        });
    }

    @Test
    void aCardIsADiskThatIsMountedAndRead(@TempDir Path mountPoint) {
        Disk disk = HARDWARE.blockDevices().list().stream()
                .filter(one -> card().blockDevice().equals(Optional.of(one.name())))
                .findFirst()
                .orElseThrow();
        assertThat(disk.transport()).isEqualTo(Transport.MMC);
        assertThat(disk.removable()).isTrue();
        assertThat(disk.bytes()).isEqualTo(BYTES);
        Content content = disk.volumes().getFirst().content().orElseThrow();
        assertThat(content.type()).isEqualTo(ContentType.FAT);
        assertThat(content.label()).contains("CAMERA");
        Duration patient = Duration.ofSeconds(60);
        HARDWARE.mounts().mount(disk.name(), "vfat", mountPoint.toString(), Mounts.Access.READ_ONLY, patient);
        try {
            assertThat(mountPoint.resolve("picture.txt")).hasContent("a picture");
        } finally {
            HARDWARE.mounts().unmount(mountPoint.toString(), patient);
        }
    }
}
