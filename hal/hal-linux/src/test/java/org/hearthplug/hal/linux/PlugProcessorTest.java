// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.Processor.FrequencyPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Operating points and cores over the kernel's cpufreq-dt, in the plug; its power manager, whose levers these are, is halted meanwhile. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugProcessorTest {
    private static final Processor PROCESSOR = LinuxHardware.ofThisMachine().processor();

    @BeforeEach
    void haltTheManager() throws Exception {
        signal("-STOP");
    }

    @AfterEach
    void letItGoOn() throws Exception {
        signal("-CONT");
    }

    private static void signal(String signal) throws IOException, InterruptedException {
        String pid = Files.readString(Path.of("/run/service/platformd/supervise/pid"))
                .strip();
        assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor())
                .isZero();
    }

    private static FrequencyPolicy policy() {
        return PROCESSOR.state().policies().getFirst();
    }

    @Test
    void theProcessorIsHeldToAnOperatingPointAndLetGo() {
        FrequencyPolicy before = policy();
        long lowest = before.operatingPointsHz().getFirst();
        long highest = before.operatingPointsHz().getLast();
        assertThat(lowest).isLessThan(highest);
        try {
            PROCESSOR.limit(before.name(), lowest, lowest);
            assertThat(policy().maxHz()).isEqualTo(lowest);
            PROCESSOR.limit(before.name(), lowest, highest);
            assertThat(policy().maxHz()).isEqualTo(highest);
            HalException failure =
                    catchThrowableOfType(HalException.class, () -> PROCESSOR.limit(before.name(), lowest, highest * 2));
            assertThat(failure.kind()).isEqualTo(Kind.OUT_OF_RANGE);
        } finally {
            PROCESSOR.limit(before.name(), before.minHz(), before.maxHz());
        }
    }

    @Test
    void aGovernorIsChosenAmongThoseThatTheKernelHas() {
        FrequencyPolicy before = policy();
        try {
            PROCESSOR.governor(before.name(), "powersave");
            assertThat(policy().governor()).isEqualTo("powersave");
            assertThat(policy().currentHz()).hasValue(before.operatingPointsHz().getFirst());
        } finally {
            PROCESSOR.governor(before.name(), before.governor());
        }
        assertThat(policy().governor()).isEqualTo(before.governor());
        HalException failure =
                catchThrowableOfType(HalException.class, () -> PROCESSOR.governor(before.name(), "no-such-governor"));
        assertThat(failure.kind()).isIn(Kind.UNSUPPORTED, Kind.OUT_OF_RANGE);
    }

    @Test
    void aCoreIsStoppedAndStartedOrSaysThatItCannotBe() {
        List<Processor.Core> cores = PROCESSOR.coreList();
        // One alone cannot be stopped.
        assertThat(cores.stream().anyMatch(Processor.Core::switchable)).isEqualTo(cores.size() > 1);
        for (Processor.Core core : cores) {
            if (core.switchable() && core.online()) {
                PROCESSOR.online(core.number(), false);
                assertThat(PROCESSOR.coreList().get(core.number()).online()).isFalse();
                PROCESSOR.online(core.number(), true);
                assertThat(PROCESSOR.coreList().get(core.number()).online()).isTrue();
            } else if (!core.switchable()) {
                HalException failure =
                        catchThrowableOfType(HalException.class, () -> PROCESSOR.online(core.number(), false));
                assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
            }
        }
    }
}
