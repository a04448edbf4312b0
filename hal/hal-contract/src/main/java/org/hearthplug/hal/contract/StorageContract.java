// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Mounts;
import org.junit.jupiter.api.Test;

/** {@link BlockDevices}, {@link Mounts} and {@link Cards}. */
public interface StorageContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    @Test
    default void disksHaveASizeAndAtLeastOneVolumeWithinIt() {
        List<BlockDevices.Disk> disks = hardware().blockDevices().list();
        assertThat(disks).isNotEmpty();
        assertThat(disks).extracting(BlockDevices.Disk::name).doesNotHaveDuplicates();
        for (BlockDevices.Disk disk : disks) {
            assertThat(disk.bytes()).as(disk.name()).isPositive();
            assertThat(disk.number()).matches("\\d+:\\d+");
            assertThat(disk.volumes()).isNotEmpty();
            for (BlockDevices.Volume volume : disk.volumes()) {
                assertThat(volume.name()).startsWith(disk.name());
                assertThat(volume.bytes()).isBetween(1L, disk.bytes());
            }
        }
    }

    @Test
    default void whatHangsOnUsbOrInASlotCanBeTakenOut() {
        for (BlockDevices.Disk disk : hardware().blockDevices().list()) {
            if (disk.transport() == BlockDevices.Transport.USB || disk.transport() == BlockDevices.Transport.MMC) {
                assertThat(disk.removable()).as(disk.name()).isTrue();
            }
        }
    }

    @Test
    default void listingAgainGivesTheSame() {
        assertThat(hardware().blockDevices().list())
                .isEqualTo(hardware().blockDevices().list());
    }

    @Test
    default void mountPointsAreAbsolute() {
        List<Mounts.Mount> mounts = hardware().mounts().list();
        assertThat(mounts).isNotEmpty();
        for (Mounts.Mount mount : mounts) {
            assertThat(mount.mountPoint()).startsWith("/");
            assertThat(mount.type()).isNotBlank();
            assertThat(mount.number()).matches("\\d+:\\d+");
        }
    }

    @Test
    default void spaceOfNowhereIsTyped() {
        HalException failure = catchThrowableOfType(
                HalException.class, () -> hardware().mounts().space(gonePlace()));
        assertThat(failure.kind()).isEqualTo(HalException.Kind.GONE);
        assertThat(failure.retryable()).isFalse();
    }

    /** A mount point that is not there. */
    default String gonePlace() {
        return "/no/such/place";
    }

    @Test
    default void cardsAreInSlots() {
        for (Cards.Card card : hardware().cards().cards()) {
            assertThat(card.name()).startsWith(card.slot() + ":");
            assertThat(card.bytes()).isNotNegative();
        }
    }
}
