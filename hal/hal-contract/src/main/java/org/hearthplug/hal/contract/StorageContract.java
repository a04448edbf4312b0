// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.DiskControl;
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

    @Test
    default void mountingWhatIsNotThereIsTyped() {
        for (String volume : new String[] {"nosuch9", "../sda", ""}) {
            HalException failure = catchThrowableOfType(
                    HalException.class,
                    () -> hardware()
                            .mounts()
                            .mount(volume, "ext4", "/mnt", Mounts.Access.READ_ONLY, Duration.ofSeconds(5)));
            assertThat(failure.kind()).as(volume).isEqualTo(HalException.Kind.GONE);
        }
        HalException failure = catchThrowableOfType(
                HalException.class, () -> hardware().mounts().detach("/no/such/place"));
        assertThat(failure.kind()).isIn(HalException.Kind.GONE, HalException.Kind.DENIED);
    }

    /** With a wrong identity first, then without the confirmation: neither may get as far as looking whether it is in use. */
    @Test
    default void nothingIsFormattedWithoutItsIdentityAndItsConfirmation() {
        DiskControl control = hardware().diskControl();
        for (BlockDevices.Disk disk : hardware().blockDevices().list()) {
            for (BlockDevices.Volume volume : disk.volumes()) {
                String name = volume.name();
                String identity = control.identity(name);
                assertThat(identity).contains(name).contains(Long.toString(volume.bytes()));
                // A list may have come without what a slow disk had not said yet; the confirmation waits for it.
                assertThat(control.confirmation(name).isPresent()
                                || volume.content().isEmpty())
                        .isTrue();
                assertThat(formatted(name, identity + "x", control.confirmation(name)))
                        .isEqualTo(HalException.Kind.DENIED);
                if (control.confirmation(name).isPresent()) {
                    assertThat(formatted(name, identity, Optional.empty())).isEqualTo(HalException.Kind.DENIED);
                    assertThat(formatted(name, identity, Optional.of("yes"))).isEqualTo(HalException.Kind.DENIED);
                }
            }
        }
        assertThat(formatted("nosuch9", "nosuch9", Optional.empty())).isEqualTo(HalException.Kind.GONE);
    }

    private HalException.Kind formatted(String volume, String identity, Optional<String> confirmation) {
        DiskControl.Format order =
                new DiskControl.Format(volume, identity, confirmation, BlockDevices.ContentType.EXT4, "x");
        return catchThrowableOfType(
                        HalException.class, () -> hardware().diskControl().format(order, Duration.ofSeconds(30)))
                .kind();
    }

    @Test
    default void healthIsCounted() {
        for (BlockDevices.Disk disk : hardware().blockDevices().list()) {
            assertThat(hardware().diskControl().health(disk.name()).readBytes()).isNotNegative();
        }
        HalException failure = catchThrowableOfType(
                HalException.class, () -> hardware().diskControl().health("nosuch9"));
        assertThat(failure.kind()).isEqualTo(HalException.Kind.GONE);
    }

    /** Whoever tells, tells what can be; who does not, says so. None is woken, and a disk that is not there is typed. */
    @Test
    default void aDiskTellsHowItIsOrThatItDoesNot() {
        DiskControl control = hardware().diskControl();
        for (BlockDevices.Disk disk : hardware().blockDevices().list()) {
            try {
                DiskControl.Smart smart = control.smart(disk.name());
                smart.celsius().ifPresent(degrees -> assertThat(degrees).isBetween(-40, 125));
                smart.poweredHours().ifPresent(hours -> assertThat(hours).isBetween(0L, 0xFFFF_FFFFL));
                smart.usedPercent().ifPresent(used -> assertThat(used).isBetween(0, 255));
                assertThat(smart.verdict()).isNotNull();
            } catch (HalException silent) {
                assertThat(silent.kind())
                        .as(disk.name())
                        .isIn(HalException.Kind.UNSUPPORTED, HalException.Kind.BUSY, HalException.Kind.DENIED);
                assertThat(silent.device()).isEqualTo(disk.name());
            }
        }
        for (String name : new String[] {"nosuch9", "../sda", ""}) {
            assertThat(catchThrowableOfType(HalException.class, () -> control.smart(name))
                            .kind())
                    .isEqualTo(HalException.Kind.GONE);
        }
    }
}
