// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.PlatformClient;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The running power service, asked for energy through the socket; what had begun of a minute is written down when it stops. */
@Timeout(120)
class EnergySocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path root;

    /** Scripted hardware on a board that the power manager knows. */
    private static Hardware lab() {
        ScriptedHardware scripted = new ScriptedHardware();
        Board board = (Board) Proxy.newProxyInstance(
                Board.class.getClassLoader(),
                new Class<?>[] {Board.class},
                (proxy, method, values) -> method.getName().equals("identity")
                        ? new Board.BoardIdentity("lab", List.of("linux,dummy-virt"), "6.12", "boot-1", "plug")
                        : ask(scripted.board(), method, values));
        Processor processor = (Processor) Proxy.newProxyInstance(
                Processor.class.getClassLoader(),
                new Class<?>[] {Processor.class},
                (proxy, method, values) -> method.getName().equals("state")
                        ? LabBoard.processor()
                        : ask(scripted.processor(), method, values));
        return (Hardware) Proxy.newProxyInstance(
                Hardware.class.getClassLoader(),
                new Class<?>[] {Hardware.class},
                (proxy, method, values) -> switch (method.getName()) {
                    case "board" -> board;
                    case "processor" -> processor;
                    default -> ask(scripted, method, values);
                });
    }

    private static Object ask(Object scripted, Method method, Object[] values) throws Throwable {
        try {
            return method.invoke(scripted, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static EnergyReply ask(PlatformClient client, String request) {
        return PowerMessages.ENERGY_REPLY.fromJson(client.energy(request, LIMIT));
    }

    @Test
    void countersGrowAndWhatHadBegunIsKept() throws Exception {
        Path state = Files.createDirectories(root.resolve("state"));
        PowerService service = new PowerService(
                lab(),
                new PowerService.Settings(root, state, root.resolve("marker"), Duration.ZERO),
                InstantSource.system());
        Path folder = Files.createTempDirectory("energy");
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(folder.resolve("s"), null),
                new ServiceInfo("Hearth", "test", "0", "https://hearthplug.org/"),
                AccessPolicy.byUser(System.getProperty("user.name"), Map.of()),
                VarlinkServer.Limits.DEFAULT,
                List.of(service.describe()));
        server.start();
        service.start();
        EnergyReply now;
        try (PlatformClient client = new PlatformClient(folder.resolve("s"))) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (service.manager().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            EnergyReply first = ask(client, "{\"limit\":0}");
            do {
                Thread.sleep(100);
                now = ask(client, "{\"limit\":0}");
            } while (sum(now.counters()) < sum(first.counters()) + 4000 && System.nanoTime() < deadline);
            assertThat(sum(now.counters())).as("mJ").isGreaterThan(sum(first.counters()));
            assertThat(now.run()).isEqualTo(first.run());
            assertThat(now.names()).hasSameSizeAs(now.counters()).hasSameSizeAs(now.cpuMillis());
            assertThat(now.zone()).isEqualTo("UTC");
            assertThat(ask(client, "{\"afterRun\":null,\"afterSequence\":null}").minutes())
                    .isEmpty();
            assertThatThrownBy(() -> client.energy("{\"limit\":1000}", LIMIT)).isInstanceOf(VarlinkException.class);
        } finally {
            service.stop();
            server.close();
            Files.deleteIfExists(folder.resolve("s"));
            Files.delete(folder);
        }
        EnergyMinute begun = new EnergyJournal(state).newest();
        assertThat(begun.run()).isEqualTo(now.run());
        assertThat(begun.millis()).isGreaterThanOrEqualTo(500);
        assertThat(sum(begun.used())).isEqualTo(begun.measured() + begun.modelled());
        assertThat(begun.measured() + begun.modelled()).isGreaterThanOrEqualTo(sum(now.counters()) - 5);
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
