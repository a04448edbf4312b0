// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.OptionalLong;

/** The processor's cores, operating points and work. */
public interface Processor {
    /** Reads cores and frequency policies. Does not block on hardware. */
    State state();

    /** Reads the time the cores spent since the kernel started. Does not block. */
    Times times();

    /**
     * Cores and their frequency policies.
     *
     * @param cores cores that are present
     * @param online cores that run now
     * @param policies cores that change frequency together, in the kernel's order; empty without cpufreq
     */
    record State(int cores, int online, List<FrequencyPolicy> policies) {
        public State {
            policies = List.copyOf(policies);
        }
    }

    /**
     * Cores that change frequency together.
     *
     * @param name the kernel's name, {@code policy0}
     * @param currentHz operating point now, in Hz; absent when the driver does not tell
     * @param minHz lowest frequency that the policy may choose, in Hz
     * @param maxHz highest frequency that the policy may choose, in Hz
     * @param operatingPointsHz what the hardware has, in Hz, ascending; empty when the driver has no table
     * @param governor who chooses
     */
    record FrequencyPolicy(
            String name,
            OptionalLong currentHz,
            long minHz,
            long maxHz,
            List<Long> operatingPointsHz,
            String governor) {
        public FrequencyPolicy {
            operatingPointsHz = List.copyOf(operatingPointsHz);
        }
    }

    /**
     * Time of all cores together since the kernel started, in the kernel's ticks (a hundredth of a second).
     *
     * @param busyTicks spent on work, on interrupts, or taken away by a hypervisor
     * @param idleTicks spent idle or waiting for input and output
     */
    record Times(long busyTicks, long idleTicks) {
        /** Share of busy time since an earlier reading, 0 to 1; 0 when no time has passed. */
        public double busySince(Times earlier) {
            long busy = Math.max(0, busyTicks - earlier.busyTicks);
            long idle = Math.max(0, idleTicks - earlier.idleTicks);
            return busy + idle == 0 ? 0 : (double) busy / (busy + idle);
        }
    }
}
