// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real shell of the host on a terminal that echoes, as the guest's line does. */
class LineShellTest {
    @TempDir
    private Path directory;

    private FakeLine machine;
    private Line line;
    private Process terminal;
    private LineShell shell;

    @BeforeEach
    void startShellOnTerminal() throws IOException {
        machine = new FakeLine(directory, "a");
        line = Line.open("agent", machine.path(), 4 * 1024 * 1024);
        machine.accept();
        // script(1) gives the shell a pseudo-terminal with echo and carriage returns.
        terminal = new ProcessBuilder("script", "-qfc", "sh -i", "/dev/null")
                .redirectErrorStream(true)
                .start();
        pump(terminal.getInputStream(), Channels.newOutputStream(machine.peer()));
        pump(Channels.newInputStream(machine.peer()), terminal.getOutputStream());
        shell = new LineShell(line);
    }

    private static void pump(InputStream in, OutputStream out) {
        Thread.ofVirtual().start(() -> {
            try {
                byte[] buffer = new byte[4096];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException e) {
                // One end hung up: the test is over.
            }
        });
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        terminal.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        line.close();
        machine.close();
    }

    @Test
    void givesOutputAndExitCode() {
        assertThat(shell.run("echo one; echo two >&2; exit 3")).satisfies(result -> {
            assertThat(result.output()).isEqualTo("one\ntwo\n");
            assertThat(result.exitCode()).isEqualTo(3);
        });
        assertThat(shell.run("true").output()).isEmpty();
        assertThat(shell.run("printf 'no newline'").output()).isEqualTo("no newline");
    }

    @Test
    void carriesAnyTextBothWays() {
        String odd = "tab\there 'single' \"double\" $HOME `x` \\ Ünïcödé 🔥";
        assertThat(shell.check("cat <<'E'\n" + odd + "\nE")).isEqualTo(odd);
        String longText = "0123456789".repeat(2000);
        assertThat(shell.check("printf %s " + longText)).isEqualTo(longText);
    }

    @Test
    void survivesNoiseOnTheLine() throws IOException {
        assertThat(shell.check("echo before")).isEqualTo("before");
        machine.print("[   12.3] usb 1-1: new device\r\n<rig-end:2:0>\r\nhalf a li");
        assertThat(shell.check("echo after")).isEqualTo("after");
    }

    @Test
    void killsWhatOutlivesItsDeadlineAndGoesOn() {
        assertThatThrownBy(() -> shell.run("echo started; sleep 600", Deadline.seconds(1)))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.TIMEOUT));
        assertThat(shell.check("echo still here")).isEqualTo("still here");
    }

    @Test
    void aFailingCheckNamesScriptAndOutput() {
        assertThatThrownBy(() -> shell.check("echo why; false"))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.GUEST))
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("why");
    }

    @Test
    void saysWhenTheMachineIsGone() {
        try {
            machine.hangUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThatThrownBy(() -> shell.run("echo x"))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.MACHINE_DIED));
    }
}
