// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.Config;
import org.hearthplug.runtime.Lifecycle;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformClient;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.Snapshot;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.Peer;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole daemon over scripted hardware, asked through its socket. */
@Timeout(60)
class PlatformServiceTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Release LAB = new Release("0.1.0", "lab", "abc");

    private final ScriptedHardware hardware = new ScriptedHardware();
    private Path directory;
    private Path socket;
    private Lifecycle daemon;
    private PlatformClient client;
    private VarlinkClient raw;

    @BeforeEach
    void start() throws Exception {
        directory = Files.createTempDirectory("pd");
        socket = directory.resolve("p.sock");
        Path settings = Files.createDirectory(directory.resolve("d"));
        Files.writeString(
                settings.resolve("test.conf"),
                "socket = " + socket + "\ngroup = "
                        + Files.readAttributes(directory, java.nio.file.attribute.PosixFileAttributes.class)
                                .group()
                                .getName()
                        + "\ndisks-directory = " + directory + "/disks\ndisks-record = " + directory + "/known"
                        + "\nusers = " + directory + "/users\nservice-directory = " + directory + "/none\nreader = "
                        + System.getProperty("user.name")
                        + "\n");
        Config config = Config.read(Main.class, "defaults.conf", settings, directory.resolve("none"));
        daemon = new Lifecycle("platformd", LIMIT, Composition.of(config, hardware, LAB));
        daemon.start();
        client = new PlatformClient(socket);
        raw = new VarlinkClient(socket, 1 << 20);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        raw.close();
        daemon.stop();
        Files.delete(directory.resolve("d/test.conf"));
        Files.delete(directory.resolve("d"));
        Files.delete(directory);
    }

    @Test
    void aSnapshotTellsAllParts() {
        Snapshot snapshot = client.snapshot(LIMIT);
        assertThat(snapshot.model()).isEqualTo("Scripted board");
        assertThat(snapshot.lab()).isTrue();
        assertThat(snapshot.uptimeSeconds()).isEqualTo(77);
        assertThat(snapshot.versions().kernel()).isEqualTo("6.12.0");
        assertThat(snapshot.cpu())
                .isEqualTo(new Snapshot.Cpu(4, 2, 0.25, 800L, 600L, 1000L, List.of(600L, 800L, 1000L), "ondemand"));
        assertThat(snapshot.thermal()).containsExactly(new Snapshot.ThermalZone("thermal_zone0", "cpu", 41_000));
        assertThat(snapshot.memory()).isEqualTo(new Snapshot.Memory(512, 300, 0, 0));
        assertThat(snapshot.network().getFirst().addresses()).containsExactly("10.0.2.15/24");
        assertThat(snapshot.storage().getFirst().transport()).isEqualTo("usb");
        assertThat(snapshot.storage().getFirst().partitions())
                .containsExactly(
                        new Snapshot.Partition("sda1", 900, "btrfs", "Disk", "/data", 800L, 700L),
                        new Snapshot.Partition("sda2", 90, "ext4", null, "/old", null, null));
    }

    @Test
    void aPartThatFailsIsLeftOutAndTheRestIsTold() {
        hardware.failing.addAll(List.of("board", "processor", "thermal", "memory", "storage", "network"));
        Snapshot snapshot = client.snapshot(LIMIT);
        assertThat(snapshot.model()).isEqualTo("unknown");
        assertThat(snapshot.uptimeSeconds()).isEqualTo(77);
        assertThat(snapshot.storage()).isEmpty();
        assertThat(snapshot.network()).isEmpty();
    }

    @Test
    void monitorTellsAnEventBeforeTheSnapshotThatShowsIt() {
        List<Object> heard = new ArrayList<>();
        boolean[] provoked = new boolean[1];
        raw.stream(PlatformMessages.MONITOR, "{\"intervalMillis\":60000}", LIMIT, json -> {
            PlatformMessages.Update update = PlatformMessages.UPDATE.fromJson(json);
            heard.add(update.event() == null ? "snapshot" : update.event());
            if (!provoked[0]) {
                provoked[0] = true;
                hardware.events.add(new DeviceEvents.Event(
                        9, DeviceEvents.Action.ADD, "/devices/x/sdb", "block", Map.of("DEVTYPE", "disk")));
            }
            return !(heard.size() > 2 && heard.getLast().equals("snapshot") && heard.contains(added()));
        });
        assertThat(heard).startsWith("snapshot").endsWith("snapshot").contains(added());
    }

    private static DeviceEvent added() {
        return new DeviceEvent(9, "add", "block", "sdb", "disk");
    }

    @Test
    void monitorKeepsTelling() {
        List<String> heard = new ArrayList<>();
        raw.stream(PlatformMessages.MONITOR, "{\"intervalMillis\":100}", LIMIT, json -> {
            heard.add(json);
            return heard.size() < 5;
        });
        assertThat(heard).hasSize(5);
    }

    @Test
    void intervalsOutOfRangeAreRefused() {
        for (String parameters : List.of(
                "{}",
                "{\"intervalMillis\":99}",
                "{\"intervalMillis\":60001}",
                "{\"intervalMillis\":-1}",
                "{\"intervalMillis\":null}")) {
            VarlinkException refused = catchThrowableOfType(
                    VarlinkException.class, () -> raw.call(PlatformMessages.MONITOR, parameters, LIMIT));
            assertThat(refused.error()).as(parameters).contains("org.varlink.service.InvalidParameter");
            assertThat(refused.parametersJson()).contains("{\"parameter\":\"intervalMillis\"}");
        }
        VarlinkException once = catchThrowableOfType(
                VarlinkException.class, () -> raw.call(PlatformMessages.MONITOR, "{\"intervalMillis\":1000}", LIMIT));
        assertThat(once.error()).contains("org.varlink.service.ExpectedMore");
    }

    @Test
    void theInterfaceDescribesItself() {
        assertThat(raw.call(
                        "org.varlink.service.GetInterfaceDescription",
                        "{\"interface\":\"org.hearthplug.Platform\"}",
                        LIMIT))
                .contains("method GetSnapshot() -> (snapshot: Snapshot)");
    }

    @Test
    void onlyRootAndTheReaderAreHeard() {
        AccessPolicy policy = Composition.access("hearth-cloud");
        assertThat(policy.allows(new Peer("root", "root"), "org.hearthplug.Platform.Anything"))
                .isTrue();
        Peer reader = new Peer("hearth-cloud", "hearth-cloud");
        assertThat(policy.allows(reader, PlatformMessages.GET_SNAPSHOT)).isTrue();
        assertThat(policy.allows(reader, PlatformMessages.MONITOR)).isTrue();
        assertThat(policy.allows(reader, "org.hearthplug.Platform.Anything")).isFalse();
        // The group lets it reach the socket, and that is all it gets.
        assertThat(policy.allows(new Peer("nobody", "hearth-cloud"), PlatformMessages.GET_SNAPSHOT))
                .isFalse();
        assertThat(policy.allows(new Peer("nobody", "hearth-cloud"), "org.varlink.service.GetInfo"))
                .isFalse();
    }

    @Test
    void simulatedHardwareIsForTheLabOnly() {
        Composition.refuseSimulation(hardware, LAB);
        assertThatThrownBy(() -> Composition.refuseSimulation(hardware, new Release("0.1.0", "product", "x")))
                .isInstanceOf(IllegalStateException.class);
    }
}
