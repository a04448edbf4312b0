// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The watchdog, with a shorter time by the owner's setting: a platformd that hangs ends in a reset, one that is stopped in order does not. */
@Order(38)
@Household
@Tag("campaign")
class WatchdogIT {
    private static final String SETTINGS = "/data/hearth/platformd.conf";

    @Test
    void aHangingPlatformdResetsThePlugAndAStoppedOneDoesNot(Plug plug) {
        Shell shell = plug.shell();
        shell.check("echo 'watchdog-timeout = 30 s' >>" + SETTINGS);
        restart(shell);
        // In order: the dog was let go and armed anew.
        restart(shell);
        assertThat(bootId(shell)).isNotEmpty();
        String before = bootId(shell);
        plug.target().console().skipToNow();
        shell.check("sync; kill -STOP $(cat /run/service/platformd/supervise/pid)");
        plug.target().console().expect("(started in )", Deadline.seconds(300));
        plug.awaitPage();
        assertThat(bootId(plug.shell())).isNotEqualTo(before);
        plug.shell().check("sed -i /watchdog-timeout/d " + SETTINGS + " && hearth restart platformd");
    }

    /** Until another platformd has the watchdog open: the one before has it for some seconds more. */
    private static void restart(Shell shell) {
        String pid = shell.check("cat /run/service/platformd/supervise/pid");
        shell.check("hearth restart platformd");
        Deadline.seconds(180)
                .awaitTrue(
                        "another platformd at the watchdog",
                        () -> shell.run("p=$(cat /run/service/platformd/supervise/pid); [ $p != " + pid
                                                + " ] && ls -l /proc/$p/fd | grep -q /dev/watchdog")
                                        .exitCode()
                                == 0);
        armed(shell);
    }

    static void armed(Shell shell) {
        Deadline.seconds(180)
                .awaitTrue(
                        "the watchdog",
                        () -> shell.run("grep -q ^active /sys/class/watchdog/watchdog*/state")
                                        .exitCode()
                                == 0);
    }

    private static String bootId(Shell shell) {
        return shell.check("cat /proc/sys/kernel/random/boot_id");
    }
}
