// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plug with one core cannot show: cores that are stopped and started. */
@Order(36)
// Another boot for a few seconds of suite.
@Tag("campaign")
@BootTarget(processors = 2)
class SecondCoreIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void onlyOnTheLabsOwnMachines() {
        assumeTrue(System.getProperty("hearth.image", "lab").equals("lab"), "two cores are the lab's own machine's");
    }

    @Test
    void coresAreStoppedAndStarted(Plug plug) {
        assertThat(plug.shell().check("cat /sys/devices/system/cpu/present")).isEqualTo("0-1");
        plug.shell().check("modprobe -a xhci_pci usb_storage sd_mod");
        ContractRun.fromAStick(
                plug,
                folder,
                wish -> {
                    throw new IllegalStateException("nobody is there to " + wish);
                },
                "org.hearthplug.hal.linux.PlugProcessorTest");
        assertThat(plug.shell().check("cat /sys/devices/system/cpu/online")).isEqualTo("0-1");
        plug.owner().close();
    }
}
