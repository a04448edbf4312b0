// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** hal's contract suites over the plug's own kernel, and devices that come and go until nothing may have grown. */
@Order(33)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HardwareIT {
    private static final String LINUX = "org.hearthplug.hal.linux.";
    private static final int SAMPLE = 10;
    private static final String WPA2 = "wpa_key_mgmt=WPA-PSK\\nwpa_passphrase=the secret of the contract";

    @TempDir
    private Path folder;

    /** A stick and a card that may be written over, two hubs and what hangs on them, a network card that negotiates: all that the suites want. */
    @Test
    @Order(1)
    void theContractsHoldOverTheDriversOfTheBootedPlug(Plug plug) throws Exception {
        QemuTarget target = (QemuTarget) plug.target();
        Shell shell = plug.shell();
        shell.check("modprobe -a sdhci_pci mmc_block ahci mac80211_hwsim softdog");
        // QEMU 7.2 raises no interrupt for a cable that is pulled out of a card with MSI-X.
        shell.check("modprobe e1000e IntMode=1");
        // Where the kernel tells a card's bus width and clock; a plug has no other use for it.
        shell.check("mount -t debugfs debugfs /sys/kernel/debug");
        shell.check("for d in /sys/bus/pci/drivers/e1000e/*/net/*; do ip link set ${d##*/} up; done");
        try (Devices devices = new Devices(plug)) {
            devices.switchedHub("hub", "1").plug("usb-kbd", "keyboard", "1.1");
            devices.plug("usb-audio", "sound", "1.2");
            // The four sockets are taken, two of them by the sticks below: one hub hangs on the other.
            devices.plug("usb-hub", "plain", "1.4").serial("serial", "1.4.1");
            devices.network("adapter", "3");
            target.plugUsbStick("SPARE", empty(64));
            target.insertCard(card());
            try {
                ContractRun.awaitDisks(shell, "SPARE", "mmc0", "ata1");
                run(
                        plug,
                        wish -> secondCable(target, wish),
                        LINUX + "ThisMachineContractTest",
                        LINUX + "KernelEventsTest",
                        LINUX + "PlugProcessorTest",
                        LINUX + "PlugUsbTest",
                        LINUX + "PlugStickTest",
                        LINUX + "PlugSmartTest",
                        LINUX + "PlugCardTest",
                        LINUX + "PlugEthernetTest");
            } finally {
                target.pullUsbStick("SPARE", Deadline.seconds(30));
                target.removeCard();
            }
            Deadline.seconds(60)
                    .awaitTrue(
                            "the card's going",
                            () -> shell.run("ls /sys/block | grep -q ^mmcblk").exitCode() != 0);
        } finally {
            shell.run("umount /sys/kernel/debug");
            shell.run("modprobe -r mac80211_hwsim softdog e1000e ahci mmc_block sdhci_pci");
        }
    }

    /** GPIO lines and power meters on a bridge below the kernel's own drivers: its libraries take long to load under emulation. */
    @Test
    @Order(3)
    @Tag("campaign")
    void theBridgesContractsHold(Plug plug) {
        plug.shell().check("modprobe -a uhid hid_cp2112 i2c-dev");
        run(plug, "org.hearthplug.hal.pi4j.BridgeContractTest");
    }

    /** Pulled while it is written to, broken, or many at once: a hand outside does what the suite in the plug asks for. */
    @Test
    @Order(2)
    void whatAHandDoesAtTheWrongMomentIsATypedError(Plug plug) {
        plug.shell().check("modprobe -a xhci_pci usb_storage sd_mod usbhid cdc_ether rndis_host sdhci_pci mmc_block");
        String mounts = plug.shell().check("cat /proc/mounts");
        try (FaultHand hand = new FaultHand(plug, folder)) {
            run(plug, hand, LINUX + "PlugFaultsTest");
        } finally {
            plug.shell().run("modprobe -r mmc_block sdhci_pci");
        }
        assertThat(plug.shell().check("cat /proc/mounts")).isEqualTo(mounts);
    }

    /** Two serial adapters, joined; and the lab's bench: sensors, heat, lamps, the button. */
    @Test
    @Order(6)
    @Tag("campaign")
    void serialPortsAndTheBenchAreWhatTheyAre(Plug plug) {
        plug.shell().check("modprobe -a xhci_pci ftdi_sio evdev && [ -c /dev/hearth-bench ]");
        try (FaultHand hand = new FaultHand(plug, folder)) {
            run(plug, hand, LINUX + "PlugBenchTest", "org.hearthplug.hal.serial.PlugSerialContractTest");
        }
    }

    /** A radio of the kernel's, the plug's own supplicant, and a real access point on the other side of the air. */
    @Test
    @Order(9)
    @Tag("campaign")
    void aRadioJoinsLosesAndGoes(Plug plug) {
        assumeTrue(
                plug.shell().run("command -v iw").exitCode() == 0,
                "an image that cannot move a simulated radio: the product");
        plug.owner().close();
        Air air = new Air(plug.shell());
        air.begin();
        try {
            run(
                    plug,
                    wish -> {
                        switch (wish) {
                            case "network" -> air.network("Contract", WPA2, 1, "10.9.5");
                            case "vanish" -> air.vanish();
                            case "appear" -> air.appear();
                            // What it stands on may be in use, which modprobe tells as well.
                            case "radio gone" ->
                                plug.shell()
                                        .check("modprobe -r mac80211_hwsim; ! grep -q ^mac80211_hwsim /proc/modules");
                            default -> throw new IllegalArgumentException(wish);
                        }
                    },
                    LINUX + "PlugWifiTest");
        } finally {
            air.end();
        }
    }

    private static void secondCable(QemuTarget target, String wish) {
        boolean up = switch (wish) {
            case "pull cable" -> false;
            case "put cable" -> true;
            default -> throw new IllegalArgumentException(wish);
        };
        target.qmp().execute("set_link", Map.of("name", "net1", "up", up));
    }

    private void run(Plug plug, String... suites) {
        run(
                plug,
                wish -> {
                    throw new IllegalStateException("nobody is there to " + wish);
                },
                suites);
    }

    private void run(Plug plug, Consumer<String> hand, String... suites) {
        ContractRun.fromAStick(plug, folder, hand, suites);
    }

    private Path empty(int mebibytes) throws IOException {
        Path image = folder.resolve("spare.img");
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(mebibytes * 1024L * 1024);
        }
        return image;
    }

    private Path card() throws IOException, InterruptedException {
        Path picture = Files.writeString(folder.resolve("picture.txt"), "a picture");
        return Sticks.vfat(folder.resolve("card.img"), "CAMERA", 64, picture);
    }

    @Test
    @Order(4)
    void comingAndGoingLeavesNothingBehind(Plug plug) {
        assertThat(cycle(plug, Integer.getInteger("hearth.cycles", SAMPLE), Long.getLong("hearth.minutes", 60)))
                .isPositive();
    }

    @Test
    @Order(8)
    @Tag("campaign")
    void aThousandTimesOfItLeaveNothingBehind(Plug plug) {
        assertThat(cycle(plug, 1000, 240)).isEqualTo(1000);
    }

    private int cycle(Plug plug, int times, long minutes) {
        plug.shell().check("modprobe -a xhci_pci usb_storage sd_mod usbhid");
        Path image = Sticks.ext4(folder.resolve("cycle.img"), "CYCLE", 8);
        return new PlugCycles(plug, image, Long.getLong("hearth.seed", 20261123)).leaveNothingBehind(times, minutes);
    }

    /** The kernel drops what a stopped platformd does not take: a stick that came meanwhile is found, and its going is heard. */
    @Test
    @Order(5)
    void anEventStormIsSurvivedByLookingAgain(Plug plug) {
        Shell shell = plug.shell();
        shell.check("modprobe -a xhci_pci usb_storage sd_mod");
        Path image = Sticks.ext4(folder.resolve("storm.img"), "STORM", 8);
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("GET", "/api/v1/plug").status()).isEqualTo(200);
            String dropped = "awk '$2 == 15 { n += $9 } END { print n + 0 }' /proc/net/netlink";
            String before = shell.check(dropped);
            String pid = shell.check("cat /run/service/platformd/supervise/pid");
            shell.check("kill -STOP " + pid);
            try {
                plug.target().plugUsbStick("STORM", image);
                ContractRun.awaitDisks(shell, "STORM");
                Deadline.seconds(120).awaitTrue("an overflow", () -> {
                    shell.check(
                            "i=0; while [ $i -lt 1000 ]; do echo change >/sys/class/net/lo/uevent; i=$((i + 1)); done");
                    return !shell.check(dropped).equals(before);
                });
            } finally {
                shell.check("kill -CONT " + pid);
            }
            awaitStick(owner, true);
            plug.target().pullUsbStick("STORM", Deadline.seconds(30));
            awaitStick(owner, false);
            assertThat(shell.check("cat /run/service/platformd/supervise/pid")).isEqualTo(pid);
            String told = shell.check("hearth hw");
            assertThat(told).contains("watchdog", "usb\n", "board\n").doesNotContain("does not answer");
        }
    }

    @Test
    @Order(7)
    void theWatchdogIsArmedUnlessTheOwnerSaysOtherwise(Plug plug) {
        WatchdogIT.armed(plug.shell());
    }

    private static void awaitStick(PlugClient owner, boolean there) {
        Deadline.seconds(120).awaitTrue("the stick, there: " + there, () -> {
            PlugClient.Answer answer = owner.send("GET", "/api/v1/plug/hardware");
            return answer.status() == 200 && answer.text().contains("STORM") == there;
        });
    }
}
