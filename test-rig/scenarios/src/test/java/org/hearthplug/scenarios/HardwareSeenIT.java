// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hardware as others see it: a program in another language over Varlink, and a person at a shell, while something is plugged and pulled. */
@Order(34)
@Household
class HardwareSeenIT {
    private static final String SOCKET = "/run/hearth/platform.sock";
    private static final String WATCHED = "/run/hw-watch";
    private static final String OWNERS = "/data/hearth/platformd.conf";
    private static final int PORT = 7333;
    private static final String KEYBOARD = "QEMU USB Keyboard";

    @TempDir
    private Path folder;

    @Test
    void aProgramInPythonAndAPersonAtAShellSeeAKeyboardComeAndGo(Plug plug) throws Exception {
        Shell shell = plug.shell();
        shell.check("modprobe -a xhci_pci usbhid");
        Path said = folder.resolve("said");
        Relay relay = Relay.of(shell, PORT, SOCKET);
        try (relay;
                Devices devices = new Devices(plug)) {
            shell.check("{ hearth hw --watch >" + WATCHED + " 2>&1 & echo $! >" + WATCHED + ".pid; }");
            Process program = program(plug.target().port(PORT), said);
            try {
                await("the list", () -> lines(said), "= board board ");
                await("the list at the shell", () -> watched(shell), "board\n", "usb\n", "clock\n");
                // What each has listed is known before anything moves.
                devices.plug("usb-kbd", "seen", "3");
                await("its coming", () -> lines(said), "+ usb ", KEYBOARD);
                await("its coming at the shell", () -> watched(shell), "+ usb ", KEYBOARD);
                devices.pull("seen");
                await("its going", () -> lines(said), "- usb ", KEYBOARD);
                await("its going at the shell", () -> watched(shell), "- usb ", KEYBOARD);
                assertThat(program.isAlive()).as("still watching").isTrue();
                // Each interface was described in Varlink's own words.
                assertThat(lines(said))
                        .contains("interface org.hearthplug.Hardware GetParts")
                        .contains("interface org.hearthplug.Platform GetSnapshot Monitor")
                        .contains("interface org.varlink.service ");
                // What a person reads of a disk that says nothing of itself is that it says nothing.
                assertThat(watched(shell)).contains("health: it does not tell");
            } finally {
                program.destroyForcibly().waitFor();
                shell.run("kill $(cat " + WATCHED + ".pid); rm -f " + WATCHED + "*");
            }
        }
    }

    /** Line 3 of the bench's chip, pressed while it is high; platformd takes it through Pi4J, and its lamp answers a short push. */
    @Test
    @Tag("campaign")
    void aButtonThatTheOwnerWiredToALineIsHeard(Plug plug) {
        Shell shell = plug.shell();
        assumeTrue(
                shell.run("[ -e /etc/hearth/lab-modules ]").exitCode() == 0, "an image without a bench: the product");
        shell.check("mkdir -p /data/hearth && mount -t debugfs debugfs /sys/kernel/debug");
        try {
            String chip = shell.check("sed -n 's/^\\(gpiochip[0-9]*\\):.*hearth-bench.*/\\1/p' /sys/kernel/debug/gpio");
            assertThat(chip).startsWith("gpiochip");
            assertThat(shell.check("hearth hw")).contains("gpio\n", chip + "  ");
            shell.check("echo 'line 3 0' >/dev/hearth-bench; cp " + OWNERS + " " + WATCHED
                    + ".conf 2>/dev/null; echo 'button-line = " + chip + ":3' >>" + OWNERS
                    + "; hearth restart platformd");
            Deadline.seconds(180)
                    .awaitTrue(
                            "platformd at the line",
                            () -> shell.run("grep -q '|hearth ' /sys/kernel/debug/gpio")
                                            .exitCode()
                                    == 0);
            shell.check("echo 'line 3 1' >/dev/hearth-bench; usleep 300000; echo 'line 3 0' >/dev/hearth-bench");
            assertThat(
                            shell.check(
                                    "i=0; while [ $i -lt 500 ]; do i=$((i + 1)); "
                                            + "grep -q 'led hearth:green:status [1-9]' /dev/hearth-bench && echo lit && break; usleep 10000; done"))
                    .isEqualTo("lit");
        } finally {
            shell.run("rm -f " + OWNERS + "; mv " + WATCHED + ".conf " + OWNERS
                    + " 2>/dev/null; hearth restart platformd" + "; umount /sys/kernel/debug");
        }
    }

    private static Process program(int port, Path said) throws IOException {
        Path script = HearthTree.root().resolve("test-rig/scenarios/src/test/python/hardware_watch.py");
        return new ProcessBuilder(List.of("python3", script.toString(), "127.0.0.1", Integer.toString(port)))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static String lines(Path said) {
        try {
            return Files.readString(said);
        } catch (IOException unreadable) {
            throw RigException.io("reading what the program said", unreadable);
        }
    }

    private static String watched(Shell shell) {
        return shell.check("cat " + WATCHED);
    }

    /** Until one text of those that the plug keeps adding to holds all the words. */
    private static void await(String what, Supplier<String> text, String... words) {
        Deadline.seconds(60).awaitTrue(what, () -> {
            String now = text.get();
            return List.of(words).stream().allMatch(now::contains);
        });
    }
}
