// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.hearthplug.hal.contract.Hand;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/** Suites at work inside the plug, in the background: whoever waits for them is their hand. */
final class ContractRun {
    private static final String REPORT = "/run/contract-report";
    private static final String ENDED = "/run/contract-ended";
    private final Shell shell;

    private ContractRun(Shell shell) {
        this.shell = shell;
    }

    /** Starts suites from a {@link ContractDisk} that is mounted at {@code at}. */
    static ContractRun of(Shell shell, String at, String... suites) {
        shell.check("rm -f " + ENDED + " " + Hand.NOTE + "; { { " + ContractDisk.command(at, suites) + "; echo $? >"
                + ENDED + ".part; mv " + ENDED + ".part " + ENDED + "; } >" + REPORT + " 2>&1 & }");
        return new ContractRun(shell);
    }

    /** Does what the suites ask for until they have ended, and fails unless all passed and none was left out. */
    void awaitGreen(Consumer<String> hand) {
        try {
            awaitEnd(hand);
        } catch (RigException late) {
            System.out.println(
                    "The suites so far:\n" + shell.run("cat " + REPORT).output());
            throw late;
        }
        String report = shell.check("cat " + REPORT);
        System.out.println(report);
        assertThat(report).contains(" 0 failed, 0 skipped");
        assertThat(shell.check("cat " + ENDED)).isEqualTo("0");
    }

    private void awaitEnd(Consumer<String> hand) {
        Deadline.seconds(300).awaitTrue("the suites' end", () -> {
            String said = shell.run("[ -e " + ENDED + " ] && echo ended; cat " + Hand.NOTE + " 2>/dev/null")
                    .output()
                    .strip();
            if (said.startsWith("ended")) {
                return true;
            }
            if (!said.isEmpty()) {
                hand.accept(said);
                shell.check("rm " + Hand.NOTE);
            }
            return false;
        });
    }
}
