// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the power manager itself costs on the booted plug: JVM, kernel interface and all. The machine's clock counts instructions, one a
 * nanosecond, so that the kernel's account of the stepping thread is a number of instructions, whatever the host is busy with.
 */
@Tag("campaign")
@Order(43)
@BootTarget(kind = "virt-icount")
class OwnCostIT {
    /**
     * Cycles for an instruction on a Cortex-A53: an assumption on the careful side for an in-order core with two issues and Java's misses.
     */
    private static final double CYCLES = 2.5;

    private static final double HERTZ = 1.2e9;
    private static final double PERIOD_SECONDS = 0.1;
    private static final double MOST = 0.005;
    /** Two minutes: the second is the one that is counted. The JVM compiles for longer than that, so that later ones are cheaper. */
    private static final int WARM = 1200;

    @BeforeAll
    static void onlyOnTheLabsOwnMachines() {
        assumeTrue(System.getProperty("hearth.image", "lab").equals("lab"), "that clock is the lab's own machine's");
    }

    @Test
    void aStepTakesNoMoreThanHalfAPercentOfACore(Plug plug) {
        Shell shell = plug.shell();
        try (PlugClient owner = plug.owner()) {
            told(shell, warm(owner));
        }
    }

    /** The power manager's status after its first minutes. */
    private static Json warm(PlugClient owner) {
        return Deadline.seconds(900).await("a warm power manager", () -> {
            PlugClient.Answer answer = owner.send("GET", "/api/v1/power");
            boolean there = answer.status() == 200
                    && answer.json().get("cost").get("steps").longValue() >= WARM;
            return there ? Optional.of(answer.json()) : Optional.empty();
        });
    }

    private static void told(Shell shell, Json power) {
        long micros = power.get("cost").get("stepMicros").longValue();
        double share = micros * 1000 * CYCLES / HERTZ / PERIOD_SECONDS;
        String resident = shell.check(
                "sed -n 's/^\\(VmRSS\\|RssAnon\\|RssFile\\):/\\1/p' /proc/$(cat /run/service/platformd/supervise/pid)/status");
        System.out.printf(
                "the power manager's own cost: %d instructions a step (%d steps, %d late), at %.1f cycles each %.3f %% of a core of"
                        + " 1.2 GHz; all of platformd: %s%n",
                micros * 1000,
                power.get("cost").get("steps").longValue(),
                power.get("cost").get("late").longValue(),
                CYCLES,
                100 * share,
                resident.replaceAll("\\s+", " "));
        assertThat(micros).isPositive();
        assertThat(share).as("share of a 1.2 GHz core").isLessThanOrEqualTo(MOST);
    }
}
