// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.hearthplug.hal.DiskControl.Smart;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.linux.ScriptedAtaDisk.Bridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SMART over bridges as good and as bad as they are sold, and over disks that lie. */
class SmartTest {
    private static final int LIES = 20_000;

    @TempDir
    private Path root;

    private LinuxSmart over(ScsiDevice disk, String... entries) {
        try {
            for (String entry : entries) {
                RecordedTree.entry(entry, root);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return new LinuxSmart(new KernelFiles(root), name -> disk);
    }

    private static Kind failure(Runnable operation) {
        return catchThrowableOfType(HalException.class, operation::run).kind();
    }

    /** A disk of five years: hours with minutes above them, a temperature with its extremes above it. */
    private static ScriptedAtaDisk disk(Bridge bridge) {
        return new ScriptedAtaDisk(bridge)
                .attribute(5, 0x33, 98, 36, 16)
                .attribute(9, 0x32, 50, 0, 0x0017_0000_ABE0L)
                .attribute(12, 0x32, 100, 0, 731)
                .attribute(194, 0x22, 36, 0, 0x0037_0010_0024L)
                .attribute(197, 0x12, 100, 0, 8)
                .attribute(198, 0x10, 100, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIPTOR", "FIXED", "TWELVE", "DATA_ONLY"})
    void aDiskTellsItsAgeThroughAnyBridgeThatPassesIt(Bridge bridge) {
        assertThat(over(disk(bridge)).read("sda"))
                .isEqualTo(new Smart(
                        Verdict.GOOD,
                        OptionalInt.of(36),
                        OptionalLong.of(44_000),
                        OptionalLong.of(731),
                        OptionalLong.of(16),
                        OptionalLong.of(8),
                        OptionalLong.of(0),
                        OptionalInt.empty()));
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIPTOR", "FIXED", "TWELVE"})
    void aLimitThatWasPassedIsTheDisksOwnWord(Bridge bridge) {
        assertThat(over(disk(bridge).limitPassed()).read("sda").verdict()).isEqualTo(Verdict.FAILING);
    }

    @ParameterizedTest
    @CsvSource({"0x33, 36, 36, FAILING", "0x33, 37, 36, GOOD", "0x32, 1, 36, GOOD", "0x33, 1, 0, NOT_TOLD"})
    void withoutRegistersItsThresholdsJudge(int flags, int value, int threshold, Verdict verdict) {
        ScriptedAtaDisk disk = new ScriptedAtaDisk(Bridge.DATA_ONLY).attribute(5, flags, value, threshold, 0);
        assertThat(over(disk).read("sda").verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0, 41", "1, "})
    void anSsdTellsHowMuchOfItsLifeIsUsed(int rotational, Integer used) {
        LinuxSmart smart = over(disk(Bridge.DESCRIPTOR).used(41), "F sys/block/sda/queue/rotational = " + rotational);
        assertThat(smart.read("sda").usedPercent())
                .isEqualTo(used == null ? OptionalInt.empty() : OptionalInt.of(used));
    }

    @Test
    void aStickDoesNotTellAndIsAskedOnceInALife() {
        ScriptedAtaDisk stick = new ScriptedAtaDisk(Bridge.NONE);
        LinuxSmart smart = over(stick, "F sys/block/sda/diskseq = 3");
        assertThat(failure(() -> smart.read("sda"))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(stick.commands).containsExactly(-1);
        assertThat(failure(() -> smart.read("sda"))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(stick.commands).containsExactly(-1);
        over(stick, "F sys/block/sda/diskseq = 4");
        assertThat(failure(() -> smart.read("sda"))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(stick.commands).containsExactly(-1, -1);
    }

    @Test
    void aDiskThatRestsIsNotWoken() {
        ScriptedAtaDisk standby = disk(Bridge.DESCRIPTOR).standby();
        assertThat(failure(() -> over(standby).read("sda"))).isEqualTo(Kind.BUSY);
        assertThat(standby.commands).containsExactly(0xE5, -1);
        ScriptedAtaDisk suspended = disk(Bridge.DESCRIPTOR);
        LinuxSmart smart = over(suspended, "F sys/block/sda/device/power/runtime_status = suspended");
        assertThat(failure(() -> smart.read("sda"))).isEqualTo(Kind.BUSY);
        assertThat(suspended.commands).isEmpty();
    }

    @Test
    void whoAsksAgainWithinAMinuteDoesNotTroubleTheDisk() {
        ScriptedAtaDisk disk = disk(Bridge.DESCRIPTOR);
        LinuxSmart smart = over(disk);
        Smart first = smart.read("sda");
        int asked = disk.commands.size();
        assertThat(smart.read("sda")).isSameAs(first);
        assertThat(disk.commands).hasSize(asked);
    }

    @Test
    void whatDoesNotAddUpIsMalformed() {
        assertThat(failure(() -> over(disk(Bridge.DESCRIPTOR).damaged()).read("sda")))
                .isEqualTo(Kind.MALFORMED);
        assertThat(failure(() -> over(disk(Bridge.DESCRIPTOR).refusing()).read("sda")))
                .isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure(() -> over(new ScriptedAtaDisk(Bridge.DESCRIPTOR)).read("sda")))
                .isEqualTo(Kind.MALFORMED);
        assertThat(failure(() -> over(disk(Bridge.PULLED)).read("sda"))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> over(disk(Bridge.DESCRIPTOR)).read("mmcblk0"))).isEqualTo(Kind.UNSUPPORTED);
    }

    /** Whatever a device sends, of whatever length: a report whose figures can be, or a typed error; and it is given back. */
    @Test
    void devicesThatLie() {
        Random random = new Random(20261128);
        for (int lie = 0; lie < LIES; lie++) {
            boolean[] closed = {false};
            LinuxSmart smart = over(new ScsiDevice() {
                @Override
                public Reply execute(byte[] command, int dataBytes) {
                    byte[] sense = new byte[random.nextInt(65)];
                    random.nextBytes(sense);
                    if (sense.length > 9 && random.nextBoolean()) {
                        sense[0] = (byte) (random.nextBoolean() ? 0x72 : 0x70);
                        sense[8] = 9;
                    }
                    byte[] data = new byte[512];
                    random.nextBytes(data);
                    data = random.nextInt(4) > 0 ? ScriptedAtaDisk.summed(data) : data;
                    int length = random.nextInt(8) > 0 ? dataBytes : random.nextInt(dataBytes + 2);
                    return new Reply(
                            random.nextBoolean() ? 0 : random.nextInt(256), sense, Arrays.copyOf(data, length));
                }

                @Override
                public void close() {
                    closed[0] = true;
                }
            });
            try {
                Smart said = smart.read("sda");
                said.celsius().ifPresent(degrees -> assertThat(degrees).isBetween(-40, 125));
                said.usedPercent().ifPresent(used -> assertThat(used).isBetween(0, 255));
                said.poweredHours().ifPresent(hours -> assertThat(hours).isBetween(0L, 0xFFFF_FFFFL));
            } catch (HalException typed) {
                assertThat(typed.device()).isEqualTo("sda");
            }
            assertThat(closed[0]).as("given back").isTrue();
        }
    }
}
