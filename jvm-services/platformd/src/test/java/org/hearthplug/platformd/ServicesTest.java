// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.runtime.platform.Snapshot.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
    private static final long UPTIME = 500;

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void process(int pid, String command, long startSeconds) throws IOException {
        file(
                "proc/" + pid + "/stat",
                pid + " (" + command + ") S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 13 0 " + startSeconds * 100
                        + " 776000000 15000 18446744073709551615");
        file("proc/" + pid + "/status", "Name:\tx\nVmHWM:\t 61000 kB\nVmRSS:\t   60000 kB\nThreads:\t13\n");
    }

    private List<Service> list() {
        return new Services(root.resolve("proc"), root.resolve("service"), root.resolve("notes")).list(UPTIME);
    }

    @Test
    void aServiceThatRuns() throws IOException {
        file("service/platformd/supervise/pid", "199\n");
        process(199, "java", 20);
        assertThat(list())
                .containsExactly(new Service("platformd", "running", 199, 480L, 60_000L * 1024, 0, null, null));
    }

    @Test
    void aServiceWhoseStartScriptStillRuns() throws IOException {
        file("service/cloudd/supervise/pid", "7\n");
        process(7, "java-service", 498);
        file("notes/cloudd", "restarts=2\nlast_exit=1\nlast_signal=\nbackoff_seconds=2\nnext_try=499\nstarted=499\n");
        assertThat(list())
                .containsExactly(new Service("cloudd", "starting", 7, 2L, 60_000L * 1024, 2, "exit code 1", null));
    }

    @Test
    void aServiceThatWaitsAfterACrash() throws IOException {
        file("service/cloudd/supervise/pid", "7\n");
        process(7, "run", 498);
        file("notes/cloudd", "restarts=5\nlast_exit=\nlast_signal=9\nbackoff_seconds=16\nnext_try=512\nstarted=480\n");
        assertThat(list()).containsExactly(new Service("cloudd", "backoff", null, null, null, 5, "signal 9", 12L));
    }

    @Test
    void aServiceThatIsDownAndOneWhoseProcessHasJustGone() throws IOException {
        file("service/b/supervise/pid", "");
        file("service/a/supervise/pid", "4711\n");
        assertThat(list()).extracting(Service::name).containsExactly("a", "b");
        assertThat(list()).extracting(Service::state).containsOnly("down");
    }

    @Test
    void aCommandWithABracketInItsName() throws IOException {
        file("service/x/supervise/pid", "9\n");
        process(9, "odd) S 1 (", 100);
        assertThat(list().getFirst().uptimeSeconds()).isEqualTo(400);
    }

    @Test
    void notesThatMakeNoSenseAreNothing() throws IOException {
        file("service/x/supervise/pid", "not a number");
        file("notes/x", "restarts=-3\nnext_try=soon\n\0\0===");
        assertThat(list()).containsExactly(new Service("x", "down", null, null, null, 0, null, null));
    }

    @Test
    void withoutSupervisionThereAreNoServices() {
        assertThat(list()).isEmpty();
    }
}
