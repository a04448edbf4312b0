// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.nio.file.Path;
import org.hearthplug.runtime.platform.PowerMessages.Cost;

/** Processor time of the stepping thread, from the scheduler's own account of it. Made and read by that thread. */
final class StepCost implements AutoCloseable {
    private static final int NANOS_PER_MICRO = 1000;
    private static final int STEPS = 600;

    private KernelValue account;
    private long lastNanos = KernelValue.NONE;
    private volatile int micros;

    /** Once a minute, that is each {@value #STEPS} steps, by the stepping thread: {@code thread-self} is whoever opens it. */
    void minute() {
        if (account == null) {
            account = KernelValue.reading(Path.of("/proc/thread-self/schedstat"));
        }
        long now = account.number();
        if (now != KernelValue.NONE && lastNanos != KernelValue.NONE) {
            micros = (int) ((now - lastNanos) / STEPS / NANOS_PER_MICRO);
        }
        lastNanos = now;
    }

    Cost of(long steps, long late) {
        return new Cost(micros, steps, late);
    }

    @Override
    public void close() {
        if (account != null) {
            account.close();
        }
    }
}
