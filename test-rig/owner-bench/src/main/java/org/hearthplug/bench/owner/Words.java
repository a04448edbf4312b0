// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.util.Locale;

/** A run in words and numbers. */
final class Words {
    private static final double MIB = 1 << 20;

    private Words() {}

    static String line(Suite.Step step) {
        return String.format(
                Locale.ROOT,
                "%-28s limit %.2f W %s: worst second %.3f W, mean %.3f W%s%s%s",
                step.name(),
                step.limit(),
                step.held() ? "held" : "NOT HELD",
                step.worst().watts(),
                step.mean(),
                Double.isNaN(step.settled())
                        ? ""
                        : String.format(Locale.ROOT, ", settled after %.1f s", step.settled()),
                step.work() == 0 ? "" : String.format(Locale.ROOT, ", %.1f MiB of work", step.work() / MIB),
                step.remark().isEmpty() ? "" : " (" + step.remark() + ")");
    }

    /** JSON's null for what is not known. */
    static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.4f", value);
    }
}
