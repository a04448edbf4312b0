// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.DeviceEvents.Subscription;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Access;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.contract.Hand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a hand does at the wrong moment, in the plug: a {@link Hand} pulls, inserts and plugs what the test asks for. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugFaultsTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Duration PATIENT = Duration.ofSeconds(240);
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final int ON_THE_HUB = 4;

    @TempDir
    private Path mountPoint;

    @AfterEach
    void leaveNoMountBehind() {
        for (Mounts.Mount mount : HARDWARE.mounts().list()) {
            if (mount.mountPoint().equals(mountPoint.toString())) {
                HARDWARE.mounts().detach(mount.mountPoint());
            }
        }
    }

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    /** What is promised within two seconds, on a machine that is emulated and busy with other things besides. */
    private static Kind soon(String what, Runnable operation) {
        long began = System.nanoTime();
        Kind kind = failure(operation);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println(what + ": " + kind + " after " + took.toMillis() + " ms");
        assertThat(took).as(what).isLessThan(PROMISED.multipliedBy(5));
        return kind;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT.toNanos());
            Thread.sleep(100);
        }
    }

    private static Optional<Disk> disk(String serial) {
        return HARDWARE.blockDevices().list().stream()
                .filter(disk -> disk.serial().equals(Optional.of(serial)))
                .findFirst();
    }

    @Test
    void aStickPulledWhileAFileIsWrittenIsATypedErrorAndLeavesNothing() throws Exception {
        Hand.please("plug PULLED");
        await("the stick", () -> disk("PULLED").isPresent());
        Disk stick = disk("PULLED").orElseThrow();
        HARDWARE.mounts().mount(stick.name(), "ext4", mountPoint.toString(), Access.READ_WRITE, PATIENT);
        DiskControl.Format again = new DiskControl.Format(
                stick.name(),
                HARDWARE.diskControl().identity(stick.name()),
                HARDWARE.diskControl().confirmation(stick.name()),
                ContentType.EXT4,
                "AGAIN");
        CountDownLatch writing = new CountDownLatch(1);
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        Thread writer = Thread.ofPlatform().start(() -> write(mountPoint.resolve("film"), writing, failed));
        assertThat(writing.await(PATIENT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (Subscription events = HARDWARE.deviceEvents().subscribe()) {
            Hand.ask("pull PULLED");
            awaitRemoval(events, Set.of(stick.name()));
            long gone = System.nanoTime();
            IOException said = failed.get(PATIENT.toSeconds(), TimeUnit.SECONDS);
            System.out.println("the writer's error, " + (System.nanoTime() - gone) / 1_000_000
                    + " ms after the kernel's word: " + said.getMessage());
        }
        writer.join(PATIENT);
        assertThat(writer.isAlive()).as("a hung writer").isFalse();
        assertThat(soon("health", () -> HARDWARE.diskControl().health(stick.name())))
                .isEqualTo(Kind.GONE);
        assertThat(soon("format", () -> HARDWARE.diskControl().format(again, PATIENT)))
                .isEqualTo(Kind.GONE);
        assertThat(soon("detach", () -> HARDWARE.mounts().detach(mountPoint.toString())))
                .isNull();
        assertThat(HARDWARE.mounts().list())
                .noneMatch(mount -> mount.mountPoint().equals(mountPoint.toString()));
        assertThat(soon(
                        "mount",
                        () -> HARDWARE.mounts()
                                .mount(stick.name(), "ext4", mountPoint.toString(), Access.READ_ONLY, PATIENT)))
                .isEqualTo(Kind.GONE);
        assertThat(disk("PULLED")).isEmpty();
        Hand.awaitDone();
    }

    private static void write(Path file, CountDownLatch writing, CompletableFuture<IOException> failed) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                // The same quarter of a mebibyte again and again: it ends by the pull, not by a full disk.
                channel.write(ByteBuffer.allocate(256 * 1024), 0);
                channel.force(true);
                writing.countDown();
            }
        } catch (IOException pulled) {
            failed.complete(pulled);
        }
    }

    /** Until each of these devices has gone, by the kernel's events; one lost is found by looking again, as for any user. */
    private static void awaitRemoval(Subscription events, Set<String> devices) {
        Set<String> left = new HashSet<>(devices);
        long began = System.nanoTime();
        while (!left.isEmpty()) {
            assertThat(System.nanoTime() - began).as("the going of %s", left).isLessThan(PATIENT.toNanos());
            Optional<Event> event = events.next(Duration.ofSeconds(5));
            event.filter(one -> one.action() == Action.REMOVE).ifPresent(one -> left.remove(one.device()));
            assertThat(event.map(Event::action)).isNotEqualTo(Optional.of(Action.RESCAN));
        }
    }

    @Test
    void aCardWithABrokenFileSystemIsToldAndNotMounted() throws Exception {
        Hand.please("insert broken");
        await("the card", () -> HARDWARE.blockDevices().list().stream().anyMatch(PlugFaultsTest::isBroken));
        Disk card = HARDWARE.blockDevices().list().stream()
                .filter(PlugFaultsTest::isBroken)
                .findFirst()
                .orElseThrow();
        for (Access access : Access.values()) {
            assertThat(failure(
                            () -> HARDWARE.mounts().mount(card.name(), "ext4", mountPoint.toString(), access, PATIENT)))
                    .isEqualTo(Kind.MALFORMED);
        }
        assertThat(HARDWARE.mounts().list())
                .noneMatch(mount -> mount.mountPoint().equals(mountPoint.toString()));
        // It can still be made new: what it was has to be said.
        assertThat(HARDWARE.diskControl().confirmation(card.name())).contains("erase ext4 BROKEN");
        Hand.please("remove broken");
        await("its going", () -> HARDWARE.blockDevices().list().stream().noneMatch(PlugFaultsTest::isBroken));
    }

    /** A slot whose switch forbids writing, as the kernel's driver is told by its own parameter. */
    @Test
    void aCardThatMustNotBeWrittenIsNot() throws Exception {
        Hand.please("insert protected");
        await("the card", () -> HARDWARE.cards().cards().stream().anyMatch(Cards.Card::readOnly));
        String name = HARDWARE.cards().cards().getFirst().blockDevice().orElseThrow();
        await(
                "its disk",
                () -> HARDWARE.blockDevices().list().stream()
                        .anyMatch(disk -> disk.name().equals(name) && disk.readOnly()));
        assertThat(failure(
                        () -> HARDWARE.mounts().mount(name, "ext4", mountPoint.toString(), Access.READ_WRITE, PATIENT)))
                .isEqualTo(Kind.DENIED);
        DiskControl control = HARDWARE.diskControl();
        assertThat(failure(() -> control.format(
                        new DiskControl.Format(
                                name, control.identity(name), control.confirmation(name), ContentType.EXT4, "X"),
                        PATIENT)))
                .isEqualTo(Kind.DENIED);
        HARDWARE.mounts().mount(name, "ext4", mountPoint.toString(), Access.READ_ONLY, PATIENT);
        HARDWARE.mounts().unmount(mountPoint.toString(), PATIENT);
        assertThat(control.confirmation(name)).contains("erase ext4 LOCKED");
        Hand.please("remove protected");
        await("its going", () -> HARDWARE.cards().cards().isEmpty());
    }

    /** An interface that goes between two questions: each is answered, or the interface is gone. */
    @Test
    void aNetworkAdapterPulledWhileItIsAskedIsGone() throws Exception {
        Set<String> before = links();
        Hand.please("plug network");
        await("the adapter", () -> links().size() == before.size() + 1);
        String link = links().stream()
                .filter(name -> !before.contains(name))
                .findFirst()
                .orElseThrow();
        Hand.ask("pull network");
        await("its going", () -> {
            Kind kind = failure(() -> HARDWARE.ethernet().modes(link));
            assertThat(kind).isIn(null, Kind.UNSUPPORTED, Kind.GONE);
            HARDWARE.network().routes();
            return kind == Kind.GONE;
        });
        Hand.awaitDone();
        assertThat(soon("pause", () -> HARDWARE.ethernet().pause(link))).isEqualTo(Kind.GONE);
        assertThat(soon("wakeOnLan", () -> HARDWARE.ethernet().wakeOnLan(link))).isEqualTo(Kind.GONE);
        assertThat(links()).isEqualTo(before);
    }

    private static Set<String> links() {
        return HARDWARE.network().links().stream().map(Network.Link::name).collect(Collectors.toSet());
    }

    private static boolean isBroken(Disk disk) {
        return disk.volumes().stream()
                .flatMap(volume -> volume.content().flatMap(Content::label).stream())
                .anyMatch("BROKEN"::equals);
    }

    private static Set<String> usb() {
        return HARDWARE.usb().devices().stream().map(Usb.Device::name).collect(Collectors.toSet());
    }

    @Test
    void aHubWithFourDevicesGoesAtOnce() throws Exception {
        Set<String> before = usb();
        List<String> disks =
                HARDWARE.blockDevices().list().stream().map(Disk::name).toList();
        Hand.please("plug hub");
        await("the hub and what is on it", () -> usb().size() == before.size() + 1 + ON_THE_HUB);
        await("its stick", () -> disk("ONHUB").isPresent());
        Set<String> devices = usb();
        devices.removeAll(before);
        try (Subscription events = HARDWARE.deviceEvents().subscribe()) {
            Hand.ask("pull hub");
            // In the middle of anything: what is pulled while it is listed is there or not, and that is all.
            await("its going", () -> {
                HARDWARE.blockDevices().list();
                HARDWARE.network().links();
                return usb().equals(before);
            });
            awaitRemoval(events, devices);
            Hand.awaitDone();
        }
        assertThat(HARDWARE.blockDevices().list().stream().map(Disk::name)).containsExactlyInAnyOrderElementsOf(disks);
    }
}
