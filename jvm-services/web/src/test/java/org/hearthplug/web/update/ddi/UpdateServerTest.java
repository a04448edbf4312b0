// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against a small DDI server that says what hawkBit says (its documented examples). */
@Timeout(60)
class UpdateServerTest {
    @TempDir
    Path folder;

    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private volatile Map<String, Object> state = new HashMap<>();
    private SmallHawkbit hawkbit;
    private UpdateServer server;

    @BeforeEach
    void start() throws Exception {
        hawkbit = new SmallHawkbit();
        server = newServer();
    }

    private UpdateServer newServer() {
        return new UpdateServer(folder, new Recorder(), Duration.ZERO);
    }

    @AfterEach
    void stop() {
        server.close();
        hawkbit.close();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("the time it takes").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private Map<String, Object> form() {
        return Map.of("address", hawkbit.address() + "/", "controllerId", "plug-1", "token", SmallHawkbit.TOKEN);
    }

    private String next(BlockingQueue<String> queue) throws InterruptedException {
        String one = queue.poll(20, TimeUnit.SECONDS);
        assertThat(one).as("what comes next").isNotNull();
        return one;
    }

    @Test
    void nobodyIsAskedUntilTheOwnerNamesAServer() throws Exception {
        server.start();
        assertThat(server.describe()).isEqualTo(Map.of("enabled", false));
        assertThat(hawkbit.feedback.poll(200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(hawkbit.visits.get()).isZero();
    }

    @Test
    void aDeploymentIsFetchedOverABrokenConnectionInstalledAndReported() throws Exception {
        hawkbit.deploy("forced", "hearth-2.raucb");
        hawkbit.breakOnce = true;
        server.enable(form());
        assertThat(next(hawkbit.feedback)).contains("\"execution\":\"proceeding\"");
        assertThat(next(done)).isEqualTo("received " + SmallHawkbit.BUNDLE.length);
        assertThat(next(done)).isEqualTo("install hearth-2.raucb");
        state = Map.of("phase", "installed", "source", "hearth-2.raucb");
        assertThat(next(hawkbit.feedback)).contains("Installed");
        assertThat(next(done)).isEqualTo("restart");
        // after the restart
        server.close();
        state = Map.of("phase", "idle", "last", Map.of("outcome", "good"));
        server = newServer();
        server.start();
        assertThat(next(hawkbit.feedback)).contains("\"execution\":\"closed\"").contains("\"finished\":\"success\"");
        // the action is forgotten once the server knows its end
        until(() -> !Files.readString(folder.resolve("update-server.json")).contains("pending"));
    }

    @Test
    void aRefusedBundleIsReportedWithItsSentence() throws Exception {
        hawkbit.deploy("attempt", "hearth-2.raucb");
        state = Map.of("phase", "failed", "source", "hearth-2.raucb", "detail", "It is older.");
        server.enable(form());
        next(hawkbit.feedback);
        assertThat(next(hawkbit.feedback)).contains("\"finished\":\"failure\"").contains("It is older.");
        assertThat(done).doesNotContain("restart");
    }

    @Test
    void aBundleThatIsNotTheOneDescribedIsNotInstalled() throws Exception {
        hawkbit.deploy("attempt", "hearth-2.raucb");
        hawkbit.wrongSum = true;
        server.enable(form());
        next(hawkbit.feedback);
        assertThat(next(hawkbit.feedback)).contains("\"finished\":\"failure\"").contains("SHA-256");
        assertThat(done).isEmpty();
    }

    @Test
    void aWrongTokenIsSaidAndTheTokenIsNeverShown() throws Exception {
        server.enable(Map.of("address", hawkbit.address(), "controllerId", "plug-1", "token", "wrong"));
        until(() -> server.describe().get("problem").toString().contains("401"));
        assertThat(server.describe().toString()).contains("401").doesNotContain("wrong");
        server.disable();
        assertThat(folder.resolve("update-server.json")).doesNotExist();
    }

    @Test
    void aFormThatMakesNoSenseIsRefusedByField() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("address", "ftp://x/y", "controllerId", "a", "token", "b"),
                Map.of("address", "https://user@x/y", "controllerId", "a", "token", "b"),
                Map.of("address", "https://x/y", "controllerId", "../a", "token", "b"),
                Map.of("address", "https://x/y", "controllerId", "a", "token", "b c"))) {
            assertThatThrownBy(() -> server.enable(wrong)).isInstanceOf(Problem.class);
        }
        assertThat(folder.resolve("update-server.json")).doesNotExist();
    }

    /** Whatever a server sends: a deployment within its bounds, or none; never an exception. */
    @Test
    void noAnswerOfTheServerMakesTheReaderFail() {
        Random random = new Random(20_261_124);
        Object[] leaves = {
            "",
            "1",
            7L,
            -1.5,
            true,
            "https://h/x",
            "file:///etc/passwd",
            "x.raucb",
            "a".repeat(64),
            "99:99:99",
            "00:00:01"
        };
        for (int round = 0; round < 20_000; round++) {
            Map<String, Object> answer = Json.readObject(Json.write(tree(random, leaves, 3)));
            Deployment.of(answer).ifPresent(one -> {
                assertThat(one.source().getScheme()).isIn("http", "https");
                assertThat(one.bytes()).isPositive();
            });
            assertThat(Deployment.sleep(answer)).isBetween(Duration.ofSeconds(30), Duration.ofDays(1));
        }
    }

    private static Map<String, Object> tree(Random random, Object[] leaves, int depth) {
        String[] names = {
            "id",
            "deployment",
            "chunks",
            "artifacts",
            "filename",
            "hashes",
            "sha256",
            "size",
            "_links",
            "download",
            "href",
            "config",
            "polling",
            "sleep"
        };
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Object leaf = leaves[random.nextInt(leaves.length)];
            Object below = depth == 0 ? leaf : tree(random, leaves, depth - 1);
            int kind = random.nextInt(3);
            map.put(names[random.nextInt(names.length)], kind == 0 ? leaf : kind == 1 ? below : List.of(below, leaf));
        }
        return map;
    }

    /** A plug that writes down what it was asked. */
    private final class Recorder implements UpdateServer.Installer {
        @Override
        public void receive(UpdateServer.BundleSource source, long bytes, String sha256)
                throws IOException, InterruptedException {
            Path file = folder.resolve("bundle");
            Files.deleteIfExists(file);
            org.hearthplug.web.update.BundleFetchAccess.into(file, source, bytes, sha256);
            assertThat(file).hasBinaryContent(SmallHawkbit.BUNDLE);
            done.add("received " + Files.size(file));
        }

        @Override
        public void install(String name) {
            done.add("install " + name);
        }

        @Override
        public Map<?, ?> state() {
            return state;
        }

        @Override
        public void restart() {
            done.add("restart");
        }
    }
}
