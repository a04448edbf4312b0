// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.Cards.Card;
import org.hearthplug.hal.Cards.Identity;
import org.hearthplug.hal.Cards.Kind;
import org.hearthplug.hal.Cards.SdioFunction;
import org.hearthplug.hal.Cards.Wear;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over attributes in the form that the kernel's mmc core prints them (drivers/mmc/core/{sd,mmc,sdio}.c). */
class CardsTest {
    @TempDir
    private Path root;

    private List<Card> cards(String... entries) throws IOException {
        for (String entry : entries) {
            RecordedTree.entry(entry, root);
        }
        return LinuxHardware.ofRecordedTree(root).cards().cards();
    }

    @Test
    void anSdCardWithItsIdentity() throws IOException {
        String card = "F sys/bus/mmc/devices/mmc0:4567/";
        assertThat(cards(
                        card + "type = SD",
                        card + "manfid = 0x0000aa",
                        card + "oemid = 0x5859",
                        card + "name = QEMU!",
                        card + "serial = 0xdeadbeef",
                        card + "date = 02/2006",
                        card + "block/mmcblk0/size = 131072",
                        card + "block/mmcblk0/ro = 1",
                        "D sys/bus/mmc/devices/not-a-card"))
                .containsExactly(new Card(
                        "mmc0:4567",
                        "mmc0",
                        Kind.SD,
                        Optional.of(
                                new Identity(0xaa, "0x5859", "QEMU!", 0xdeadbeefL, Optional.of(YearMonth.of(2006, 2)))),
                        Optional.of("mmcblk0"),
                        64L << 20,
                        true,
                        Optional.empty(),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "0x01 0x02, 0x01, 10, 20, 1",
        "0x0b 0x00, 0x03, 110, , 3",
        "0x00 0x00, 0x02, , , 2",
        "0x0c 0xff, 0x01, , , 1"
    })
    void wearOfAnEmmcAsFarAsItIsDefined(String life, String end, Integer slc, Integer mlc, int preEnd)
            throws IOException {
        String card = "F sys/bus/mmc/devices/mmc1:0001/";
        Cards.Wear wear = cards(card + "type = MMC", card + "life_time = " + life, card + "pre_eol_info = " + end)
                .getFirst()
                .wear()
                .orElseThrow();
        assertThat(wear).isEqualTo(new Wear(optional(slc), optional(mlc), OptionalInt.of(preEnd)));
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    @Test
    void anSdioCardAndItsFunctions() throws IOException {
        String function = "sys/bus/sdio/devices/mmc1:0001:1/";
        Card card = cards(
                        "F sys/bus/mmc/devices/mmc1:0001/type = SDIO",
                        "F " + function + "vendor = 0x02d0",
                        "F " + function + "device = 0xa9a6",
                        "F " + function + "class = 0x00",
                        "L " + function + "driver -> ../../drivers/brcmfmac")
                .getFirst();
        assertThat(card.kind()).isEqualTo(Kind.SDIO);
        assertThat(card.identity()).isEmpty();
        assertThat(card.functions()).containsExactly(new SdioFunction(1, 0x02d0, 0xa9a6, 0, Optional.of("brcmfmac")));
    }

    @ParameterizedTest
    @CsvSource({"13/2006", "00/2000", "x/y", "2006", "2/999999999999"})
    void aCardThatLiesAboutItsAgeHasNone(String date) {
        assertThat(LinuxCards.month(date)).isEmpty();
    }

    @Test
    void attributesThatMakeNoSense() throws IOException {
        String card = "F sys/bus/mmc/devices/mmc0:1/";
        Card odd = cards(
                        card + "type = MMC",
                        card + "manfid = junk",
                        card + "serial = junk",
                        card + "life_time = a b c",
                        card + "pre_eol_info = 0x99",
                        card + "block/x/size = -5")
                .getFirst();
        assertThat(odd.identity()).isEmpty();
        assertThat(odd.wear()).isEmpty();
        assertThat(odd.bytes()).isZero();
    }
}
