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

    /** Lists the cores that are present, by number. Does not block. */
    List<Core> coreList();

    /**
     * Narrows the operating points that a policy may choose; the kernel's thermal limit stays above it. Waits 2 s at most.
     *
     * @param policy the kernel's name, {@code policy0}
     * @param minHz lowest frequency, in Hz, not below the hardware's
     * @param maxHz highest frequency, in Hz, not above the hardware's
     * @throws HalException GONE for another policy; OUT_OF_RANGE when the hardware does not reach or min is above max;
     *     DENIED without the right; TIMEOUT
     */
    void limit(String policy, long minHz, long maxHz);

    /**
     * Chooses who chooses the operating point. Waits 2 s at most.
     *
     * @param governor one of the policy's {@link FrequencyPolicy#governors}
     * @throws HalException GONE for another policy; UNSUPPORTED for a governor that this kernel lacks; DENIED; TIMEOUT
     */
    void governor(String policy, String governor);

    /**
     * Starts or stops a core. What runs on it is moved away. Waits 2 s at most.
     *
     * @param core number of the core, from 0
     * @throws HalException GONE for another core; UNSUPPORTED when this core cannot be stopped; BUSY when it is the last
     *     one; DENIED; TIMEOUT
     */
    void online(int core, boolean online);

    /**
     * One core.
     *
     * @param number from 0
     * @param online true when it runs
     * @param switchable true when {@link #online} can stop and start it
     */
    record Core(int number, boolean online, boolean switchable) {}

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
     * @param minHz lowest frequency that the policy may choose now, in Hz
     * @param maxHz highest frequency that the policy may choose now, in Hz; a hot board's kernel lowers it
     * @param hardwareMinHz lowest frequency of the hardware, in Hz
     * @param hardwareMaxHz highest frequency of the hardware, in Hz
     * @param operatingPointsHz what the hardware has, in Hz, ascending; empty when the driver has no table
     * @param governor who chooses
     * @param governors who could
     */
    record FrequencyPolicy(
            String name,
            OptionalLong currentHz,
            long minHz,
            long maxHz,
            long hardwareMinHz,
            long hardwareMaxHz,
            List<Long> operatingPointsHz,
            String governor,
            List<String> governors) {
        public FrequencyPolicy {
            operatingPointsHz = List.copyOf(operatingPointsHz);
            governors = List.copyOf(governors);
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
