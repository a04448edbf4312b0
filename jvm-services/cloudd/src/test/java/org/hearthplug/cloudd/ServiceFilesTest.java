// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFilesTest {
    @TempDir
    private Path folder;

    private Path services;
    private Path uptime;

    @BeforeEach
    void machine() throws IOException {
        services = Files.createDirectory(folder.resolve("services"));
        uptime = Files.writeString(folder.resolve("uptime"), "140.53 97.20\n");
    }

    @Test
    void tellsWaitingFromRunningAsTheSupervisorNotedIt() throws IOException {
        note("platformd", "restarts=4\nlast_exit=\nlast_signal=9\nbackoff_seconds=8\nnext_try=147\nstarted=138\n");
        note("cloudd", "restarts=1\nlast_exit=1\nlast_signal=\nbackoff_seconds=1\nnext_try=93\nstarted=93\n");
        note("network", "restarts=0\nlast_exit=\nlast_signal=\nbackoff_seconds=0\nnext_try=139\nstarted=2\n");
        assertThat(json())
                .isEqualTo("[{\"name\":\"cloudd\",\"state\":\"running\",\"restarts\":1,\"lastExit\":\"exit code 1\"},"
                        + "{\"name\":\"network\",\"state\":\"starting\",\"restarts\":0},"
                        + "{\"name\":\"platformd\",\"state\":\"backoff\",\"restarts\":4,\"lastExit\":\"signal 9\","
                        + "\"nextTrySeconds\":7}]");
    }

    @Test
    void leavesOutWhatIsNoService() throws IOException {
        note(".hidden", "restarts=1\n");
        note("Evil\"name", "restarts=1\n");
        note("big", "x".repeat(5000));
        note("odd", "restarts=many\nnonsense\n");
        assertThat(json()).isEqualTo("[{\"name\":\"odd\",\"state\":\"running\",\"restarts\":0}]");
        assertThat(new ServiceFiles(folder.resolve("none"), uptime).json()).isEqualTo("[]");
    }

    private void note(String name, String text) throws IOException {
        Files.writeString(services.resolve(name), text);
    }

    private String json() {
        return new ServiceFiles(services, uptime).json();
    }
}
