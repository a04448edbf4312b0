// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The watt budget on the booted plug: told as modelled, kept by the kernel, safe without its keeper. */
@Order(8)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PowerIT {
    private static final String CAP = "cat /sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq";
    private static final String QUOTA = "cut -d' ' -f1 /sys/fs/cgroup/hearth/cpu.max";
    private static final String LOWEST = "600000";
    private static final String HIGHEST = "1000000";

    /** Below what the lab's plug draws at full work, above what it needs at least, both as modelled. */
    private static final int TIGHT_MILLIWATTS = 5200;

    /** Too little for a stick beside the plug itself. */
    private static final int SCARCE_MILLIWATTS = 4500;

    @TempDir
    private Path folder;

    @AfterEach
    void sevenWattsAgain(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            PowerStatus.await(owner, "the power manager", power -> true);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", 7000, "admission", false));
        }
    }

    @Test
    @Order(1)
    void theStatusIsThereAndSaysThatItIsModelled(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Json power = PowerStatus.await(owner, "watts within the limit", now -> watts(now) > 1000);
            assertThat(power.get("measured").bool()).isFalse();
            assertThat(power.get("source").string()).isEqualTo("model");
            assertThat(watts(power))
                    .isLessThan(power.get("budget").get("hardLimitMilliwatts").longValue());
            // With nothing held back, all of the processor is granted.
            PowerStatus.await(
                    owner,
                    "all of the processor",
                    now -> now.get("binds").string().equals("nothing"));
        }
        assertThat(plug.shell().check("hearth power", Deadline.seconds(120))).contains("W at the wall, modelled");
        // All that runs is in the group that the quota bounds, but init and who sets the quota.
        assertThat(plug.shell().check("cat /sys/fs/cgroup/hearth/cloudd/cgroup.procs"))
                .isEqualTo(plug.shell().check("cat /run/service/cloudd/supervise/pid"));
    }

    @Test
    @Order(2)
    void aLowerBudgetTakesHoldInTheKernelAndIsJournalled(Plug plug) {
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            PowerStatus.await(
                    owner,
                    "all of the processor",
                    now -> now.get("binds").string().equals("nothing"));
            Json changed = PowerStatus.change(owner, Map.of("hardLimitMilliwatts", TIGHT_MILLIWATTS));
            Json last = changed.get("journal").list().getFirst();
            assertThat(last.get("by").string()).isEqualTo(Plug.OWNER);
            assertThat(last.get("what").string()).contains("limit").contains("5.20 W");
            awaitShell(shell, "a quota or a lower operating point", () -> {
                boolean slower = !shell.check(CAP).equals(HIGHEST);
                return slower || !shell.check(QUOTA).equals("max");
            });
            PowerStatus.await(
                    owner, "the limit to bind", now -> now.get("binds").string().equals("limit"));
            Answer senseless = owner.sendJson("PUT", "/api/v1/power/budget", Map.of("hardLimitMilliwatts", 500));
            assertThat(senseless.status()).isEqualTo(422);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", 7000));
            awaitShell(
                    shell,
                    "all of the processor again",
                    () -> shell.check(QUOTA).equals("max") && shell.check(CAP).equals(HIGHEST));
        }
    }

    @Test
    @Order(3)
    void aDeviceThatDoesNotFitIsHeldUntilItDoes(Plug plug) {
        Shell shell = plug.shell();
        shell.check("modprobe -a xhci_pci usb_storage sd_mod");
        Path image = Sticks.ext4(folder.resolve("stick.img"), "HELD", 16);
        try (PlugClient owner = plug.owner()) {
            PowerStatus.await(owner, "the power manager", power -> true);
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", SCARCE_MILLIWATTS, "admission", true));
            awaitShell(
                    shell,
                    "arrivals to be held",
                    () -> shell.check("cat /sys/bus/usb/devices/usb*/authorized_default")
                            .lines()
                            .allMatch("0"::equals));
            plug.target().plugUsbStick("HELDSTICK", image);
            Json held = PowerStatus.await(
                    owner, "the stick to be held", now -> port(now, "held").isPresent());
            assertThat(port(held, "held").orElseThrow().get("withItMilliwatts").longValue())
                    .as("more than the limit leaves, margin taken off")
                    .isGreaterThan(held.get("targetMilliwatts").longValue());
            assertThat(shell.check("ls /sys/block | grep -c '^sd' || true")).isEqualTo("0");
            PowerStatus.change(owner, Map.of("hardLimitMilliwatts", 7000));
            PowerStatus.await(
                    owner, "the stick to be let in", now -> port(now, "in-use").isPresent());
            awaitShell(
                    shell,
                    "the stick's disk",
                    () -> shell.check("ls /sys/block | grep -c '^sd' || true").equals("1"));
            plug.target().pullUsbStick("HELDSTICK", Deadline.seconds(30));
            PowerStatus.await(
                    owner, "the stick to leave", now -> now.get("ports").list().isEmpty());
        }
    }

    @Test
    @Order(4)
    void withoutItsKeeperThePlugStandsAtTheLowestOperatingPoint(Plug plug) {
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            PowerStatus.await(
                    owner,
                    "all of the processor",
                    now -> now.get("binds").string().equals("nothing"));
            assertThat(shell.check(CAP)).isEqualTo(HIGHEST);
            // Looked at in the plug itself, for it may be back before the next question gets there.
            String seen = shell.check("kill -KILL $(cat /run/service/platformd/supervise/pid); n=0;" + " until [ $("
                    + CAP + ") = " + LOWEST + " ] || [ $n -gt 200 ]; do usleep 50000; n=$((n + 1)); done; " + CAP);
            assertThat(seen).isEqualTo(LOWEST);
            PowerStatus.await(
                    owner,
                    "the keeper to be back",
                    now -> now.get("binds").string().equals("nothing"));
            assertThat(shell.check(CAP)).isEqualTo(HIGHEST);
        }
    }

    private static long watts(Json power) {
        return power.get("milliwatts").longValue();
    }

    private static Optional<Json> port(Json power, String state) {
        return power.get("ports").list().stream()
                .filter(port -> port.get("state").string().equals(state))
                .findFirst();
    }

    private static void awaitShell(Shell shell, String what, java.util.function.BooleanSupplier seen) {
        Deadline.seconds(60).awaitTrue(what, seen::getAsBoolean);
    }
}
