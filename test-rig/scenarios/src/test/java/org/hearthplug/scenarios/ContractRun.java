// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.hearthplug.hal.contract.Hand;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/** Suites at work inside the plug, in the background: whoever waits for them is their hand. */
final class ContractRun {
    private static final String REPORT = "/run/contract-report";
    private static final String ENDED = "/run/contract-ended";
    private static final String AT = "/run/contract";
    private final Shell shell;

    private ContractRun(Shell shell) {
        this.shell = shell;
    }

    /** Carries suites into the plug on a stick, and runs them there with the help of a hand outside. */
    static void fromAStick(Plug plug, Path folder, Consumer<String> hand, String... suites) {
        Path image = ContractDisk.make(folder.resolve("content"), folder.resolve("contract.img"));
        plug.target().plugUsbStick("CONTRACT", image);
        try {
            awaitDisks(plug.shell(), "CONTRACT");
            Shell shell = plug.shell();
            shell.check("mkdir -p " + AT + " && mount -t ext4 -o ro /dev/$(" + disk("CONTRACT") + ") " + AT);
            of(shell, AT, suites).awaitGreen(hand);
        } finally {
            plug.shell().run("umount " + AT);
            plug.target().pullUsbStick("CONTRACT", Deadline.seconds(30));
        }
    }

    /** A command that prints the name of the disk with a serial number or below a slot. */
    private static String disk(String mark) {
        return "for b in /sys/block/*; do case $(readlink -f $b)$(cat $(readlink -f $b)/../../../../../../serial 2>/dev/null) in *"
                + mark + "*) echo ${b##*/};; esac; done";
    }

    /** Until the kernel has each of some disks, by serial number or slot. */
    static void awaitDisks(Shell shell, String... marks) {
        for (String mark : marks) {
            Deadline.seconds(60)
                    .awaitTrue(
                            "the disk of " + mark,
                            () -> !shell.check(disk(mark)).isEmpty());
        }
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
