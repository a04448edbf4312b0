// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.PowerMessages.Budget;
import org.hearthplug.runtime.platform.PowerMessages.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manager over scripted hardware and a folder that stands for the kernel's files. */
class PowerManagerTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));
    private static final Budget NOTHING = new Budget(null, null, null, null, null, null, null, null);

    @TempDir
    Path root;

    private final ScriptedHardware hardware = new ScriptedHardware();
    private PowerStore store;
    private Path group;

    @BeforeEach
    void kernel() throws IOException {
        store = new PowerStore(Files.createDirectories(root.resolve("data")));
        group = Files.createDirectories(root.resolve("sys/fs/cgroup/hearth"));
        file("sys/fs/cgroup/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
        file("sys/fs/cgroup/hearth/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
        file("sys/fs/cgroup/hearth/cpu.max", "max 100000\n");
        for (String load : List.of("cloudd", "background", "deferrable")) {
            file("sys/fs/cgroup/hearth/" + load + "/cpu.stat", "usage_usec 0\nnr_throttled 0\n");
            file("sys/fs/cgroup/hearth/" + load + "/cpu.max", "max 100000\n");
        }
        file("sys/devices/system/cpu/online", "0\n");
        file("sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq", "1000000\n");
        file("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "1000000\n");
    }

    private void file(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private PowerManager open() throws IOException {
        return open(hardware);
    }

    private PowerManager open(Hardware over) throws IOException {
        return PowerManager.open(
                over, new PowerManager.Folders(root, root.resolve("boot")), LabBoard.profile(), store, NOON);
    }

    private static void steps(PowerManager manager, int count) {
        for (int i = 0; i < count; i++) {
            manager.step();
        }
    }

    @Test
    void whatIsNotMeasuredIsCalledModelled() throws IOException {
        try (PowerManager manager = open()) {
            steps(manager, 50);
            Status status = manager.status();
            assertThat(status.measured()).isFalse();
            assertThat(status.source()).isEqualTo("model");
            assertThat(status.milliwatts()).isBetween(2000, 7000);
            assertThat(status.energy().modelledShare()).isEqualTo(1);
        }
    }

    @Test
    void aLowerLimitReachesTheKernelsQuotaAndTheJournal() throws IOException {
        try (PowerManager manager = open()) {
            steps(manager, 50);
            manager.change(new Budget(4000, null, null, null, null, null, null, null), "Ada");
            steps(manager, 10);
            long micros =
                    Long.parseLong(Files.readString(group.resolve("cpu.max")).split(" ")[0]);
            assertThat(micros).isLessThan(100_000);
            Status status = manager.status();
            assertThat(status.binds()).isEqualTo("limit");
            assertThat(status.journal().getFirst().by()).isEqualTo("Ada");
            assertThat(status.journal().getFirst().what()).isEqualTo("limit: 7.00 W → 4.00 W");
            assertThat(status.journal().getFirst().at()).isEqualTo("2026-11-24T12:00:00Z");
        }
        try (PowerManager again = open()) {
            assertThat(again.status().budget().hardLimitMilliwatts()).isEqualTo(4000);
            assertThat(again.status().journal()).hasSize(1);
        }
    }

    @Test
    void withoutAWishARaisedLimitIsForAllWork() throws IOException {
        try (PowerManager manager = open()) {
            steps(manager, 50);
            Status raised = manager.change(new Budget(9600, null, null, null, null, null, null, null), "Ada");
            assertThat(raised.binds()).isEqualTo("nothing");
            manager.change(new Budget(5200, null, null, null, null, null, null, null), "Ada");
            Status wished = manager.change(new Budget(null, 5000, null, null, null, null, null, null), "Ada");
            assertThat(wished.budget().comfortMilliwatts()).isEqualTo(5000);
            Status kept = manager.change(new Budget(7000, null, null, null, null, null, null, null), "Ada");
            assertThat(kept.budget().comfortMilliwatts()).isEqualTo(5000);
        }
    }

    @Test
    void aBudgetThatMakesNoSenseChangesNothing() throws IOException {
        try (PowerManager manager = open()) {
            assertThatThrownBy(() -> manager.change(new Budget(500, null, null, null, null, null, null, null), "Ada"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("between");
            assertThatThrownBy(() ->
                            manager.change(new Budget(null, null, null, null, null, "Atlantis", null, null), "Ada"))
                    .isInstanceOf(IllegalArgumentException.class);
            manager.change(NOTHING, "Ada");
            assertThat(manager.status().journal()).isEmpty();
        }
    }

    @Test
    void whatWasLearnedAndUsedOutlivesARestart() throws IOException {
        double used;
        try (PowerManager manager = open()) {
            steps(manager, 6000);
            manager.save();
            used = manager.status().energy().todayWattHours();
        }
        assertThat(used).isGreaterThan(0.1);
        try (PowerManager again = open()) {
            assertThat(again.status().energy().todayWattHours()).isEqualTo(used);
            assertThat(store.read("power-learned")).containsKey("coefficients");
        }
    }

    /** A whole step: reading the kernel's files, the controller, writing. Between the looks of each minute. */
    @Test
    void aStepAllocatesNothing() throws IOException {
        file("sys/class/hwmon/hwmon0/name", "ina226\n");
        file("sys/class/hwmon/hwmon0/power1_input", "3000000\n");
        file("sys/class/thermal/thermal_zone0/temp", "50000\n");
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        try (PowerManager manager = open()) {
            steps(manager, 3000);
            long least = Long.MAX_VALUE;
            // What the compilers still do, and each minute's own look, may fall into some of these windows.
            for (int window = 0; window < 200 && least > 0; window++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                steps(manager, 100);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).as("bytes in 100 steps").isZero();
        }
    }

    @Test
    void theQuotaLeavesRoomForWhatRunsOutsideOfIt() throws IOException {
        try (Groups groups = new Groups(root.resolve("sys/fs/cgroup"), 2)) {
            groups.quota(1000);
            groups.follow(0.3);
            assertThat(Files.readString(group.resolve("cpu.max"))).startsWith("70000 100000");
            assertThat(groups.quotaInForce()).isEqualTo(1.0);
            groups.quota(2000);
            assertThat(Files.readString(group.resolve("cpu.max"))).startsWith("max");
            Files.writeString(group.resolve("cpu.max"), "50000 100000\n");
            assertThat(groups.quotaInForce()).as("somebody else wrote it").isEqualTo(0.5);
        }
    }
}
