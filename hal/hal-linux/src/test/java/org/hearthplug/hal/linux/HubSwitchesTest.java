// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Usb.Switching;
import org.hearthplug.hal.linux.HubSwitches.Hub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What hubs say of their ports' power, how often they are asked, and what follows from it. */
class HubSwitchesTest {
    /** QEMU's hub with eight ports: 0x000a, over-current told by port, no power switching. */
    private static final byte[] PLAIN = HexFormat.of().parseHex("0b29080a0001000000ff00");

    /** Linux' root hub of an xHCI with four SuperSpeed ports whose power is always on. */
    private static final byte[] SUPER_SPEED = HexFormat.of().parseHex("0c2a040a000a000000000000");

    private final Queue<Hub> asked = new ConcurrentLinkedQueue<>();

    private static byte[] with(int characteristics) {
        byte[] hub = PLAIN.clone();
        hub[3] = (byte) characteristics;
        return hub;
    }

    private static Hub hub(String name, int address) {
        return new Hub(name, 1, address, false);
    }

    private HubSwitches switches(Function<Hub, byte[]> answers) {
        return new HubSwitches(hub -> {
            asked.add(hub);
            return answers.apply(hub);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0x08, TOGETHER",
        "0x09, EACH",
        "0x0a, NONE",
        "0x0b, NONE",
        "0x00, TOGETHER",
        "0xe9, EACH",
        "0xfc, TOGETHER"
    })
    void theTwoLowestBitsTell(int characteristics, Switching said) {
        assertThat(HubDescriptor.switching(with(characteristics), HubDescriptor.TYPE))
                .isEqualTo(said);
    }

    @Test
    void aDescriptorIsOfTheTypeThatWasAskedFor() {
        assertThat(HubDescriptor.switching(SUPER_SPEED, HubDescriptor.TYPE_SUPER_SPEED))
                .isEqualTo(Switching.NONE);
        assertThat(HubDescriptor.switching(SUPER_SPEED, HubDescriptor.TYPE)).isEqualTo(Switching.NOT_TOLD);
        assertThat(HubDescriptor.switching(PLAIN, HubDescriptor.TYPE_SUPER_SPEED))
                .isEqualTo(Switching.NOT_TOLD);
    }

    /** Short ones, lengths that lie, any bytes: what is told is in bytes that are there. */
    @Test
    void liesInDescriptorsAreReadAsFarAsThereAreBytes() {
        Random random = new Random(29);
        int told = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] lie = Arrays.copyOf(random.nextBoolean() ? PLAIN : SUPER_SPEED, random.nextInt(20));
            for (int i = random.nextInt(4); i > 0 && lie.length > 0; i--) {
                lie[random.nextInt(lie.length)] = (byte) random.nextInt();
            }
            int type = HubDescriptor.TYPE + random.nextInt(2);
            Switching said = HubDescriptor.switching(lie, type);
            if (said != Switching.NOT_TOLD) {
                told++;
                assertThat(lie.length).isGreaterThanOrEqualTo(7);
                assertThat(Byte.toUnsignedInt(lie[0])).isGreaterThanOrEqualTo(7);
                assertThat(lie[1]).isEqualTo((byte) type);
                assertThat(HubDescriptor.switching(with(lie[3]), HubDescriptor.TYPE))
                        .isEqualTo(said);
            }
        }
        assertThat(told).isBetween(5_000, 45_000);
    }

    @Test
    void aHubIsAskedOnceInItsLife() {
        HubSwitches switches = switches(hub -> with(hub.address() == 2 ? 0x09 : 0x0a));
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.EACH);
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.EACH);
        assertThat(asked).containsExactly(hub("1-1", 2));
        // Another one in its place.
        assertThat(switches.of(hub("1-1", 3))).isEqualTo(Switching.NONE);
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"IO", "UNSUPPORTED", "DENIED", "GONE"})
    void whoFailsToAnswerIsNotAskedAgainAndWhoCouldNotBeAskedIs(Kind kind) {
        HubSwitches switches = switches(hub -> {
            throw new HalException(kind, hub.name(), "scripted");
        });
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.NOT_TOLD);
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.NOT_TOLD);
        assertThat(asked).hasSize(kind == Kind.IO || kind == Kind.UNSUPPORTED ? 1 : 2);
    }

    @Test
    void aHubThatIsSlowHoldsUpOneCallerAndIsHeardLater() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        HubSwitches switches = switches(hub -> {
            try {
                answers.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            return with(0x09);
        });
        long began = System.nanoTime();
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.NOT_TOLD);
        long first = System.nanoTime() - began;
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.NOT_TOLD);
        long second = System.nanoTime() - began - first;
        assertThat(Duration.ofNanos(first)).isGreaterThanOrEqualTo(Bounded.LIMIT);
        assertThat(Duration.ofNanos(second)).isLessThan(Bounded.LIMIT);
        answers.countDown();
        while (switches.of(hub("1-1", 2)) == Switching.NOT_TOLD) {
            assertThat(System.nanoTime() - began).as("heard").isLessThan(60_000_000_000L);
            Thread.sleep(10);
        }
        assertThat(switches.of(hub("1-1", 2))).isEqualTo(Switching.EACH);
        assertThat(asked).hasSize(1);
    }

    @Test
    void noMoreHubsAreRememberedThanThereIsRoomFor() {
        HubSwitches switches = switches(hub -> PLAIN);
        for (int address = 0; address <= HubSwitches.MAX_REMEMBERED; address++) {
            switches.of(hub("1-1", address));
        }
        assertThat(asked).hasSize(HubSwitches.MAX_REMEMBERED + 1);
        switches.of(hub("1-1", 1));
        assertThat(asked).as("still known").hasSize(HubSwitches.MAX_REMEMBERED + 1);
        switches.of(hub("1-1", 0));
        assertThat(asked).as("the eldest is not").hasSize(HubSwitches.MAX_REMEMBERED + 2);
    }

    @Test
    void aHubThatWentIsForgotten() {
        HubSwitches switches = switches(hub -> PLAIN);
        switches.of(hub("1-1", 2));
        switches.of(hub("1-2", 3));
        switches.forgetAllBut(List.of(device("1-1", 2), device("1-2", 4)));
        switches.of(hub("1-1", 2));
        assertThat(asked).hasSize(2);
        switches.of(hub("1-2", 3));
        assertThat(asked).hasSize(3);
    }

    private static Usb.Device device(String name, int address) {
        Optional<String> none = Optional.empty();
        Optional<String> root = Optional.of("usb1");
        return new Usb.Device(
                name,
                root,
                1,
                address,
                1,
                2,
                none,
                none,
                none,
                480_000,
                100,
                Usb.Kind.HUB,
                true,
                OptionalInt.of(4),
                List.of());
    }

    /** A hub with a device in its port 1, over files. */
    private LinuxUsb tree(Path root, String speed, Function<Hub, byte[]> answers) throws IOException {
        String hub = "F sys/bus/usb/devices/1-1/";
        for (String entry : List.of(
                hub + "busnum = 1",
                hub + "devnum = 5",
                hub + "maxchild = 4",
                hub + "speed = " + speed,
                hub + "1-1:1.0/1-1-port1/disable = 0",
                hub + "1-1:1.0/1-1-port1/over_current_count = 0",
                "L sys/bus/usb/devices/1-1/1-1:1.0/1-1-port1/device -> ../1-1.1",
                "D sys/bus/usb/devices/1-1/1-1:1.0/1-1-port2",
                "F sys/bus/usb/devices/1-1.1/maxchild = 0")) {
            RecordedTree.entry(entry, root);
        }
        return new LinuxUsb(new KernelFiles(root), new LinuxDeviceEvents(), switches(answers));
    }

    private static String disable(Path root) throws IOException {
        return Files.readString(root.resolve("sys/bus/usb/devices/1-1/1-1:1.0/1-1-port1/disable"))
                .strip();
    }

    @Test
    void aHubThatSwitchesNothingIsNotToldTo(@TempDir Path root) throws IOException {
        LinuxUsb usb = tree(root, "12", hub -> PLAIN);
        assertThat(usb.switching("1-1")).isEqualTo(Switching.NONE);
        assertThat(usb.ports("1-1").getFirst())
                .isEqualTo(new Usb.Port(1, Switching.NONE, true, 0, Optional.of("1-1.1")));
        HalException refused = catchThrowableOfType(HalException.class, () -> usb.power("1-1", 1, false));
        assertThat(refused.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(refused.retryable()).isFalse();
        assertThat(disable(root)).isEqualTo("0");
        assertThat(asked).containsExactly(new Hub("1-1", 1, 5, false));
    }

    @ParameterizedTest
    @CsvSource({"0x09, EACH, true", "0x08, TOGETHER, false"})
    void aHubThatSwitchesIsToldTo(int characteristics, Switching said, boolean alone, @TempDir Path root)
            throws IOException {
        LinuxUsb usb = tree(root, "480", hub -> with(characteristics));
        Usb.Port port = usb.ports("1-1").getFirst();
        assertThat(port.switching()).isEqualTo(said);
        assertThat(port.switchable()).isEqualTo(alone);
        usb.power("1-1", 1, false);
        assertThat(disable(root)).startsWith("1");
        assertThat(usb.ports("1-1").getFirst().powered()).isFalse();
    }

    @Test
    void withoutTheKernelsSwitchAPortHasNone(@TempDir Path root) throws IOException {
        LinuxUsb usb = tree(root, "480", hub -> with(0x09));
        assertThat(usb.ports("1-1")).extracting(Usb.Port::switching).containsExactly(Switching.EACH, Switching.NONE);
        assertThat(catchThrowableOfType(HalException.class, () -> usb.power("1-1", 2, false))
                        .kind())
                .isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void aHubThatDoesNotTellIsTried(@TempDir Path root) throws IOException {
        LinuxUsb usb = tree(root, "480", hub -> new byte[] {0x0b, 0x29, 0x08});
        assertThat(usb.ports("1-1").getFirst().switching()).isEqualTo(Switching.NOT_TOLD);
        usb.power("1-1", 1, false);
        assertThat(disable(root)).startsWith("1");
    }

    /** The rest of the question wants a kernel with USB: {@link PlugUsbTest}. */
    @Test
    void aHubsNodeIsNamedByItsBusAndItsAddress(@TempDir Path root) throws IOException {
        UsbFs usbFs = new UsbFs(root);
        assertThat(catchThrowableOfType(HalException.class, () -> usbFs.hubDescriptor(hub("1-1", 5)))
                        .kind())
                .isEqualTo(Kind.GONE);
        // A file is there, and knows no such question.
        Files.createFile(Files.createDirectories(root.resolve("001")).resolve("005"));
        assertThat(catchThrowableOfType(HalException.class, () -> usbFs.hubDescriptor(hub("1-1", 5)))
                        .kind())
                .isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void aSuperSpeedHubIsAskedForItsOwnDescriptorAndADeviceWithoutPortsForNone(@TempDir Path root) throws IOException {
        LinuxUsb usb = tree(root, "5000", hub -> SUPER_SPEED);
        assertThat(usb.switching("1-1")).isEqualTo(Switching.NONE);
        assertThat(usb.switching("1-1.1")).isEqualTo(Switching.NONE);
        assertThat(asked).containsExactly(new Hub("1-1", 1, 5, true));
    }
}
