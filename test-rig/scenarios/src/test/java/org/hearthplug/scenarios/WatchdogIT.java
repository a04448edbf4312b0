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
        shell.check("echo 'watchdog-timeout = 30 s' >>" + SETTINGS + " && hearth restart platformd");
        armed(shell);
        shell.check("hearth restart platformd");
        armed(shell);
        assertThat(bootId(shell)).isNotEmpty();
        String before = bootId(shell);
        plug.target().console().skipToNow();
        shell.check("sync; kill -STOP $(cat /run/service/platformd/supervise/pid)");
        plug.target().console().expect("(started in )", Deadline.seconds(300));
        plug.awaitPage();
        assertThat(bootId(plug.shell())).isNotEqualTo(before);
        plug.shell().check("sed -i /watchdog-timeout/d " + SETTINGS + " && hearth restart platformd");
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
