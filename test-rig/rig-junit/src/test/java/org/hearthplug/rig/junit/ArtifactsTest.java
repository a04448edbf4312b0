// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {
    private static final String SCENARIO = "ArtifactsTest.of a scenario/that failed";

    @TempDir
    private Path folder;

    private Path kept;

    @BeforeEach
    void recording() throws IOException {
        Files.writeString(folder.resolve("console.log"), "Kernel panic");
    }

    @AfterEach
    void forget() throws IOException {
        for (Path file : Files.list(kept).toList()) {
            Files.delete(file);
        }
        Files.delete(kept);
    }

    @Test
    void keepsRecordingsLogsAndTheFailure() throws IOException {
        Shell shell = (script, deadline) -> new Shell.Result("said: " + script, 0);
        kept = Artifacts.collect(SCENARIO, new AssertionError("half a file"), new Plug(target(true, shell)));
        assertThat(kept.getFileName().toString()).isEqualTo("ArtifactsTest.of-a-scenario-that-failed");
        assertThat(Files.readString(kept.resolve("failure.txt"))).contains("half a file", "ArtifactsTest");
        assertThat(Files.readString(kept.resolve("console.log"))).isEqualTo("Kernel panic");
        assertThat(Files.readString(kept.resolve("guest-kernel.txt"))).contains("dmesg");
        assertThat(kept.resolve("guest-logs.txt")).exists();
    }

    @Test
    void aDeadMachineNeverHidesTheFailure() throws IOException {
        Shell dead = (script, deadline) -> {
            throw new RigException(RigException.Kind.MACHINE_DIED, "gone");
        };
        AssertionError failure = new AssertionError("half a file");
        kept = Artifacts.collect(SCENARIO, failure, new Plug(target(true, dead)));
        assertThat(kept.resolve("console.log")).exists();
        assertThat(failure.getSuppressed())
                .isNotEmpty()
                .allMatch(e -> e.getMessage().equals("gone"));
    }

    @Test
    void asksNothingOfAMachineThatIsOff() throws IOException {
        AssertionError failure = new AssertionError("half a file");
        kept = Artifacts.collect(SCENARIO, failure, new Plug(target(false, null)));
        assertThat(kept.resolve("guest-logs.txt")).doesNotExist();
        assertThat(failure.getSuppressed()).isEmpty();
    }

    private Target target(boolean on, Shell shell) {
        return (Target) Proxy.newProxyInstance(
                Target.class.getClassLoader(),
                new Class<?>[] {Target.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isOn" -> on;
                    case "shell" -> shell;
                    case "recordings" -> List.of(folder.resolve("console.log"));
                    default -> throw new AssertionError("not asked for: " + method.getName());
                });
    }
}
