// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
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
    private static final int LIES = 2000;

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

    @Test
    void howSlotAndCardSpeakIsTold() throws IOException {
        String ios = "clock:\\t\\t50000000 Hz\\nactual clock:\\t50000000 Hz\\nbus mode:\\t2 (push-pull)\\n"
                + "bus width:\\t2 (4 bits)\\ntiming spec:\\t2 (sd high-speed)\\nsignal voltage:\\t0 (3.30 V)";
        Card card = cards(
                        "F sys/bus/mmc/devices/mmc0:4567/type = SD",
                        "F sys/kernel/debug/mmc0/ios = " + ios.replace("\\t", " "))
                .getFirst();
        assertThat(card.bus()).contains(new Cards.Bus(4, 50_000_000, "sd high-speed"));
    }

    /** Registers that a card makes up: what the kernel would print of them, and what no kernel prints. */
    @Test
    void aCardThatLiesInItsRegistersIsListedWithinBounds() throws IOException {
        String[] attributes = {
            "type",
            "manfid",
            "oemid",
            "name",
            "serial",
            "date",
            "life_time",
            "pre_eol_info",
            "block/mmcblk0/size",
            "block/mmcblk0/ro"
        };
        String[] honest = {
            "SD", "0x0000aa", "0x5859", "QEMU!", "0xdeadbeef", "02/2006", "0x01 0x02", "0x01", "131072", "0"
        };
        Path card = Files.createDirectories(root.resolve("sys/bus/mmc/devices/mmc0:4567"));
        Files.createDirectories(card.resolve("block/mmcblk0"));
        Path ios =
                Files.createDirectories(root.resolve("sys/kernel/debug/mmc0")).resolve("ios");
        Cards read = LinuxHardware.ofRecordedTree(root).cards();
        Random random = new Random(17);
        for (int round = 0; round < LIES; round++) {
            for (int i = 0; i < attributes.length; i++) {
                boolean kept = i == 0 && random.nextInt(4) != 0;
                Files.write(card.resolve(attributes[i]), kept ? "SD\n".getBytes(UTF_8) : lie(honest[i], random));
            }
            Files.write(
                    ios, lie("clock: 50000000 Hz\nbus width: 2 (4 bits)\ntiming spec: 2 (sd high-speed)\n", random));
            read.cards().forEach(CardsTest::isWithinBounds);
        }
    }

    private static byte[] lie(String honest, Random random) {
        byte[] bytes = Arrays.copyOf(
                honest.getBytes(UTF_8),
                random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(honest.length() + 3));
        for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static void isWithinBounds(Card card) {
        assertThat(card.bytes()).isNotNegative();
        card.identity().ifPresent(identity -> {
            assertThat(identity.manufacturerId()).isBetween(0, 255);
            assertThat(identity.serial()).isBetween(0L, 0xFFFF_FFFFL);
            for (String text : List.of(identity.oemId(), identity.product())) {
                assertThat(text).hasSizeLessThanOrEqualTo(128).doesNotContainPattern("\\p{Cntrl}");
            }
        });
        card.wear()
                .ifPresent(wear ->
                        wear.usedPercentSlc().ifPresent(used -> assertThat(used).isBetween(10, 110)));
        card.bus().ifPresent(bus -> {
            assertThat(bus.widthBits()).isBetween(1, 8);
            assertThat(bus.clockHz()).isNotNegative();
        });
    }
}
