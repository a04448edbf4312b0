// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/**
 * A mixed set of devices that is plugged and pulled again and again, at the worst moments too.
 *
 * <p>QEMU's xHCI does not bear all of that: when a device goes in the middle of its enumeration, commands of the controller may be answered
 * with errors or never from then on, on a kernel without any Hearth as well. So after each few rounds a keyboard must be found; when it is not, the
 * kernel is told to take the controller anew, as it would after a hardware fault, and the report counts that.
 */
final class PlugCycles {
    private static final int ROUND = 50;
    private static final String DRIVER = "/sys/bus/pci/drivers/xhci_hcd";
    private static final String PROBE = "probe";

    private final Plug plug;
    private final Shell shell;
    private final Path image;
    private final Random random;
    private int revivals;

    PlugCycles(Plug plug, Path image, long seed) {
        this.plug = plug;
        this.shell = plug.shell();
        this.image = image;
        this.random = new Random(seed);
    }

    /** Fails when anything has grown by then that does not go back within two minutes. */
    void leaveNothingBehind(int times) {
        // Warm: classes loaded and caches filled by the first few.
        cycles(5);
        settle();
        Footprint before = Footprint.of(shell);
        for (int done = 0; done < times; done += ROUND) {
            cycles(Math.min(ROUND, times - done));
            settle();
            if (done + ROUND < times) {
                System.out.println("after " + (done + ROUND) + " plug cycles: " + Footprint.of(shell));
            }
        }
        // One look may fall into the middle of platformd's own: what has grown stays so.
        Footprint after = Deadline.seconds(120).await("what there was before: " + before, () -> {
            Footprint now = Footprint.of(shell);
            return now.isHardlyMoreThan(before) ? Optional.of(now) : Optional.empty();
        });
        System.out.println("platformd over " + times + " plug cycles: " + before + " -> " + after
                + "; the controller was taken anew " + revivals + " times");
    }

    /** Each time a mixed set, in a mixed order; now and then a hub with all that hangs on it. */
    private void cycles(int times) {
        for (int time = 0; time < times; time++) {
            boolean stick = random.nextBoolean();
            try (Devices devices = new Devices(plug)) {
                if (random.nextBoolean()) {
                    devices.plug("usb-hub", "chub", "2")
                            .plug("usb-kbd", "ckbd", "2.1")
                            .plug("usb-mouse", "cmouse", "2.2");
                } else {
                    devices.plug("usb-tablet", "ctablet", "3");
                }
                if (stick) {
                    plug.target().plugUsbStick("CYCLE", image);
                }
                if (random.nextBoolean()) {
                    // Long enough for the kernel to be through with it; else it goes in the middle.
                    shell.check("usleep 400000");
                }
                if (stick) {
                    plug.target().pullUsbStick("CYCLE", Deadline.seconds(30));
                }
            }
        }
    }

    /** Whatever is still on its way arrives, and the controller still finds what is plugged in. */
    private void settle() {
        if (answers()) {
            return;
        }
        revivals++;
        System.out.println("The kernel of the controller: "
                + shell.check(
                        "dmesg | grep -E 'xhci|usb [0-9]' | grep -iE 'error|timeout|not |fail|dead|halt' | tail -12"));
        shell.check("for d in " + DRIVER + "/0000:*; do n=${d##*/}; echo $n >" + DRIVER + "/unbind; echo $n >" + DRIVER
                + "/bind; done");
        if (!answers()) {
            throw new RigException(RigException.Kind.GUEST, "the controller finds nothing even when it is taken anew");
        }
    }

    private boolean answers() {
        try (Devices devices = new Devices(plug)) {
            devices.plug("usb-kbd", PROBE, "4");
            return within("a keyboard", "grep -qs Keyboard /sys/bus/usb/devices/*-*/product");
        } finally {
            // The controllers' own hubs stay.
            within("its going", "! ls /sys/bus/usb/devices | grep -q '^[0-9]*-[0-9.]*$'");
        }
    }

    private boolean within(String what, String condition) {
        try {
            Deadline.seconds(30).awaitTrue(what, () -> shell.run(condition).exitCode() == 0);
            return true;
        } catch (RigException late) {
            if (late.kind() != RigException.Kind.TIMEOUT) {
                throw late;
            }
            return false;
        }
    }
}
