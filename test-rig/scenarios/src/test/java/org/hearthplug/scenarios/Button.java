// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/** The reset button of the lab's bench (qemu/module). */
final class Button {
    private static final String BENCH = "/dev/hearth-bench";
    private final Shell shell;

    Button(Shell shell) {
        this.shell = shell;
        assumeTrue(
                shell.run("[ -e /etc/hearth/lab-modules ]").exitCode() == 0, "an image without a bench: the product");
        Deadline.seconds(120)
                .awaitTrue("the bench", () -> shell.run("[ -c " + BENCH + " ]").exitCode() == 0);
        // platformd listens when it has the device open.
        Deadline.seconds(120)
                .awaitTrue(
                        "platformd at the button",
                        () -> shell.run(
                                                "ls -l /proc/$(cat /run/service/platformd/supervise/pid)/fd | grep -q /dev/input/event")
                                        .exitCode()
                                == 0);
    }

    void press() {
        shell.check("echo 'button 1' >" + BENCH);
    }

    /** Whole seconds by the plug's own clock. */
    void hold(int seconds) {
        shell.check("echo 'button 1' >" + BENCH + "; sleep " + seconds + "; echo 'button 0' >" + BENCH);
    }
}
