// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;
import org.hearthplug.rig.qemu.QmpClient;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** hal's contract suites over the plug's own kernel, and devices that come and go until nothing may have grown. */
@Order(10)
@Household
// Two minutes of class loading under emulation, and not yet seen green as a whole.
@Tag("campaign")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HardwareIT {
    private static final String AT = "/run/contract";
    private static final int SAMPLE = 20;
    private static final int CAMPAIGN = 1000;

    @TempDir
    private Path folder;

    @Test
    @Order(1)
    void theContractsHoldOverTheDriversOfTheBootedPlug(Plug plug) {
        Shell shell = plug.shell();
        shell.check("modprobe -a xhci_pci usb_storage sd_mod usbhid uhid hid_cp2112 i2c-dev mac80211_hwsim softdog");
        Path image = ContractDisk.make(folder.resolve("content"), folder.resolve("contract.img"));
        QmpClient qmp = ((QemuTarget) plug.target()).qmp();
        qmp.execute("device_add", Map.of("driver", "usb-hub", "id", "hub", "bus", "usb.0", "port", "1"));
        qmp.execute("device_add", Map.of("driver", "usb-kbd", "id", "keyboard", "bus", "usb.0", "port", "1.1"));
        plug.target().plugUsbStick("CONTRACT", image);
        Deadline.seconds(30)
                .awaitTrue(
                        "the stick",
                        () -> shell.run("grep -q . /sys/block/sda/size").exitCode() == 0);
        shell.check("mkdir -p " + AT + " && mount -t ext4 -o ro /dev/sda " + AT);
        try {
            Shell.Result result = shell.run(
                    ContractDisk.command(
                            AT,
                            "org.hearthplug.hal.linux.ThisMachineContractTest",
                            "org.hearthplug.hal.linux.KernelEventsTest",
                            "org.hearthplug.hal.pi4j.BridgeContractTest"),
                    Deadline.seconds(240));
            System.out.println(result.output().lines().reduce("", (all, line) -> line));
            assertThat(result.output()).contains(" 0 failed, 0 skipped");
            assertThat(result.exitCode()).as(result.output()).isZero();
        } finally {
            shell.run("umount " + AT + "; modprobe -r mac80211_hwsim softdog");
            plug.target().pullUsbStick("CONTRACT", Deadline.seconds(30));
            unplug(qmp, "hub");
        }
    }

    @Test
    @Order(2)
    void comingAndGoingLeavesNothingBehind(Plug plug) {
        comeAndGo(plug, SAMPLE);
    }

    @Test
    @Order(3)
    @Tag("campaign")
    void aThousandComingsAndGoingsLeaveNothingBehind(Plug plug) {
        comeAndGo(plug, CAMPAIGN);
    }

    private void comeAndGo(Plug plug, int times) {
        Shell shell = plug.shell();
        shell.check("modprobe -a xhci_pci usb_storage sd_mod usbhid");
        Path image = Sticks.ext4(folder.resolve("cycle.img"), "CYCLE", 8);
        QmpClient qmp = ((QemuTarget) plug.target()).qmp();
        Random random = new Random(Long.getLong("hearth.seed", 20261123));
        // Warm: classes loaded and caches filled by the first few.
        cycles(plug, qmp, random, image, 5);
        Footprint before = Footprint.of(shell);
        cycles(plug, qmp, random, image, times);
        Footprint after = Footprint.of(shell);
        System.out.println("platformd over " + times + " plug cycles: " + before + " -> " + after);
        assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
        assertThat(after.mounts()).isEqualTo(before.mounts());
        assertThat(after.residentKiB()).isLessThanOrEqualTo(before.residentKiB() + 12 * 1024);
        assertThat(after.disks()).isEqualTo(before.disks());
    }

    /** Each time a mixed set, in a mixed order; now and then a hub with all that hangs on it. */
    private static void cycles(Plug plug, QmpClient qmp, Random random, Path image, int times) {
        for (int time = 0; time < times; time++) {
            List<String> there = new ArrayList<>();
            boolean stick = random.nextBoolean();
            if (random.nextBoolean()) {
                qmp.execute("device_add", Map.of("driver", "usb-hub", "id", "chub", "bus", "usb.0", "port", "2"));
                qmp.execute("device_add", Map.of("driver", "usb-kbd", "id", "ckbd", "bus", "usb.0", "port", "2.1"));
                qmp.execute("device_add", Map.of("driver", "usb-mouse", "id", "cmouse", "bus", "usb.0", "port", "2.2"));
                there.add("chub");
            } else {
                qmp.execute("device_add", Map.of("driver", "usb-tablet", "id", "ctablet", "bus", "usb.0", "port", "3"));
                there.add("ctablet");
            }
            if (stick) {
                plug.target().plugUsbStick("CYCLE", image);
            }
            if (random.nextBoolean()) {
                // Long enough for the kernel to be through with it; else it goes in the middle.
                plug.shell().check("sleep 1");
            }
            if (stick) {
                plug.target().pullUsbStick("CYCLE", Deadline.seconds(30));
            }
            there.forEach(device -> unplug(qmp, device));
        }
        plug.shell().check("sleep 3");
    }

    private static void unplug(QmpClient qmp, String device) {
        long mark = qmp.eventMark();
        qmp.execute("device_del", Map.of("id", device));
        qmp.awaitEvent(
                "DEVICE_DELETED",
                mark,
                event -> event.at("data.device")
                        .map(one -> one.string().equals(device))
                        .orElse(false),
                Deadline.seconds(30));
    }

    /** What platformd holds, and what the machine has mounted. */
    private record Footprint(int descriptors, int threads, long residentKiB, String mounts, int disks) {
        static Footprint of(Shell shell) {
            String pid = shell.check("cat /run/service/platformd/supervise/pid");
            return new Footprint(
                    number(shell, "ls /proc/" + pid + "/fd | wc -l"),
                    number(shell, "ls /proc/" + pid + "/task | wc -l"),
                    number(shell, "awk '/VmRSS/ { print $2 }' /proc/" + pid + "/status"),
                    shell.check("cat /proc/mounts"),
                    number(shell, "ls /sys/block | grep -c '^sd' || true"));
        }

        private static int number(Shell shell, String script) {
            return Integer.parseInt(shell.check(script).strip());
        }

        @Override
        public String toString() {
            return descriptors + " descriptors, " + threads + " threads, " + residentKiB + " KiB";
        }
    }
}
