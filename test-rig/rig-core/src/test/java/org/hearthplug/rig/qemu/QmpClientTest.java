// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.RigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a scripted partner: what QEMU would do on a bad day. {@link RealQemuTest} has the good days. */
class QmpClientTest {
    private static final String GREETING =
            "{\"QMP\":{\"version\":{\"qemu\":{\"micro\":22,\"minor\":2,\"major\":7}},\"capabilities\":[]}}\r\n";

    @TempDir
    private Path directory;

    private FakeLine qemu;

    @BeforeEach
    void listen() throws IOException {
        qemu = new FakeLine(directory, "q");
    }

    @AfterEach
    void close() throws IOException {
        qemu.close();
    }

    @Test
    void pairsAnswersWithCommandsAmongEvents() throws IOException {
        try (QmpClient client = connect((id, command) -> command.equals("stop")
                ? "{\"event\":\"STOP\",\"data\":{}}\n{\"return\":{\"stale\":1},\"id\":\"rig-99\"}\n{\"return\":{\"x\":5},\"id\":\""
                        + id + "\"}\n"
                : ok(id))) {
            long mark = client.eventMark();
            assertThat(client.execute("stop", Map.of()).get("x").longValue()).isEqualTo(5);
            assertThat(client.awaitEvent("STOP", mark, e -> true, soon()).at("data"))
                    .isPresent();
            assertThat(client.version()).isEqualTo("7.2.22");
        }
        assertThat(Files.readString(directory.resolve("transcript")))
                .contains("> {\"execute\":\"stop\"", "< {\"event\"");
    }

    @Test
    void typesARefusal() throws IOException {
        try (QmpClient client = connect((id, command) -> command.equals("device_del")
                ? "{\"error\":{\"class\":\"DeviceNotFound\",\"desc\":\"Device 'x' not found\"},\"id\":\"" + id + "\"}\n"
                : ok(id))) {
            assertThatThrownBy(() -> client.execute("device_del", Map.of("id", "x")))
                    .isInstanceOfSatisfying(QmpError.class, e -> {
                        assertThat(e.errorClass()).isEqualTo("DeviceNotFound");
                        assertThat(e.description()).isEqualTo("Device 'x' not found");
                        assertThat(e.kind()).isEqualTo(RigException.Kind.REFUSED);
                    });
        }
    }

    @Test
    void saysWhenQemuGoesAwayInTheMiddle() throws IOException {
        try (QmpClient client = connect((id, command) -> command.equals("quit") ? null : ok(id))) {
            assertThatThrownBy(() -> client.execute("quit", Map.of(), Deadline.seconds(60)))
                    .isInstanceOfSatisfying(
                            RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.MACHINE_DIED));
        }
    }

    @Test
    void saysWhenItIsNotQemu() {
        assertThatThrownBy(() -> {
                    Thread.ofVirtual().start(() -> greet("SSH-2.0-dropbear\r\n"));
                    QmpClient.connect(qemu.path(), directory.resolve("transcript"), soon());
                })
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.PROTOCOL));
    }

    @Test
    void doesNotWaitForeverForAnAnswer() throws IOException {
        try (QmpClient client = connect((id, command) -> command.equals("stop") ? "" : ok(id))) {
            assertThatThrownBy(() -> client.execute("stop", Map.of(), Deadline.after(Duration.ofMillis(30))))
                    .isInstanceOfSatisfying(
                            RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.TIMEOUT));
        }
    }

    private interface Script {
        /** What QEMU says to a command, null to hang up. */
        String answer(String id, String command);
    }

    private static String ok(String id) {
        return "{\"return\":{},\"id\":\"" + id + "\"}\n";
    }

    private QmpClient connect(Script script) throws IOException {
        Thread.ofVirtual().start(() -> play(script));
        return QmpClient.connect(qemu.path(), directory.resolve("transcript"), soon());
    }

    private void greet(String greeting) {
        try {
            qemu.accept();
            qemu.print(greeting);
        } catch (IOException e) {
            // The client under test hung up first.
        }
    }

    private void play(Script script) {
        greet(GREETING);
        try (BufferedReader commands = new BufferedReader(Channels.newReader(qemu.peer(), StandardCharsets.UTF_8))) {
            for (String text = commands.readLine(); text != null; text = commands.readLine()) {
                Json command = Json.parse(text);
                String answer = script.answer(
                        command.get("id").string(), command.get("execute").string());
                if (answer == null) {
                    return;
                }
                qemu.print(answer);
            }
        } catch (IOException e) {
            // The client under test hung up first.
        }
    }

    private static Deadline soon() {
        return Deadline.seconds(10);
    }
}
