// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** backupd sleeps until a line comes through the FIFO; here a thread plays the shell that waits for it. */
class EngineLinkTest {
    @TempDir
    Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private volatile VarlinkServer server;
    private VarlinkInterface.Method method = call -> call.reply("{\"result\":{}}");

    @BeforeEach
    void aSleepingService() throws Exception {
        Process made = new ProcessBuilder("mkfifo", folder.resolve("wake").toString()).start();
        assertThat(made.waitFor()).isZero();
        Thread.ofPlatform().daemon().start(this::sleepThenServe);
    }

    @AfterEach
    void asleepAgain() {
        if (server != null) {
            server.close();
        }
    }

    private void sleepThenServe() {
        try (FileInputStream wake = new FileInputStream(folder.resolve("wake").toFile())) {
            if (wake.read() != '\n') {
                return;
            }
            VarlinkInterface backup = new VarlinkInterface(
                    "org.hearthplug.Backup",
                    "interface org.hearthplug.Backup\nmethod Run() -> ()",
                    Map.of("Run", this::answer));
            VarlinkServer fresh = new VarlinkServer(
                    new VarlinkServer.Endpoint(folder.resolve("socket"), null),
                    new ServiceInfo("Hearth", "test", "1", ""),
                    (peer, called) -> true,
                    VarlinkServer.Limits.DEFAULT,
                    List.of(backup));
            fresh.start();
            server = fresh;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(VarlinkCall call) throws IOException, InterruptedException {
        calls.incrementAndGet();
        method.answer(call);
    }

    private Map<String, Object> run(java.util.function.Predicate<Map<String, Object>> progress) {
        return new EngineLink(folder).run("backup", Map.of(), Map.of(), progress);
    }

    @Test
    void aSleepingServiceIsWokenAndItsProgressHeard() {
        method = call -> {
            call.replyContinues("{\"progress\":{\"phase\":\"SAVING\",\"items\":1,\"bytes\":2}}");
            call.reply("{\"result\":{\"files\":3}}");
        };
        List<Object> heard = new ArrayList<>();
        Map<String, Object> result = run(news -> heard.add(news.get("phase")));
        assertThat(result).containsEntry("files", 3L);
        assertThat(heard).containsExactly("SAVING");
    }

    @Test
    void workIsStoppedByHangingUp() {
        method = call -> {
            call.replyContinues("{\"progress\":{\"phase\":\"SAVING\"}}");
            call.reply("{\"result\":{}}");
        };
        assertThatThrownBy(() -> run(news -> false))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo("CANCELLED"));
    }

    @Test
    void theEnginesReasonArrives() {
        method = call -> {
            throw VarlinkException.replied(
                    "org.hearthplug.Backup.Failed", "{\"kind\":\"FULL\",\"message\":\"no room\"}");
        };
        assertThatThrownBy(() -> run(news -> true))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo("FULL"))
                .hasMessage("no room");
    }

    @Test
    void workThatBreaksTheServiceIsNotBegunForEver() {
        method = call -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> run(news -> true))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo("ABSENT"));
        assertThat(calls.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutTheServiceThereIsAnAnswer() throws IOException {
        java.nio.file.Files.delete(folder.resolve("wake"));
        assertThatThrownBy(() -> run(news -> true))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo("ABSENT"));
    }
}
