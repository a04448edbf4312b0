// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth disks}, over the socket. */
@Timeout(60)
class DisksCommandTest {
    @TempDir
    private Path root;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private DiskBench bench;
    private Path folder;
    private VarlinkServer server;
    private VarlinkClient client;

    @BeforeEach
    void start() throws IOException {
        bench = new DiskBench(root);
        folder = Files.createTempDirectory("dk");
        server = new VarlinkServer(
                new VarlinkServer.Endpoint(folder.resolve("s"), null),
                new ServiceInfo("Hearth", "test", "0", "https://hearthplug.org/"),
                AccessPolicy.byUser(System.getProperty("user.name"), Map.of()),
                VarlinkServer.Limits.DEFAULT,
                List.of(bench.service.describe()));
        server.start();
        client = new VarlinkClient(folder.resolve("s"), 1 << 20);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        Files.delete(folder);
    }

    private int run(String typed, String... words) throws IOException {
        printed.reset();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new DisksCommand(out, new BufferedReader(new StringReader(typed)), client).run(words);
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aDiskIsListedUsedAndLetGo() throws IOException {
        assertThat(run("")).isZero();
        assertThat(said()).contains("No disk is plugged in");
        bench.plug("sdb");
        assertThat(run("")).isZero();
        assertThat(said()).contains("sdb1       offered   999.0 kB, ext4, “Photos” (Stick)");
        assertThat(run("", "use", "sdb1")).isZero();
        assertThat(said()).contains("used").contains("700 B free");
        assertThat(run("", "release", "sdb1")).isZero();
        assertThat(said()).contains("It can be pulled.").contains("known");
        assertThat(run("", "forget", "sdb1")).isZero();
        assertThat(said()).contains("offered").doesNotContain("known");
        assertThat(run("", "use", "sdz1")).isEqualTo(1);
        assertThat(said()).contains("there is no such disk");
        assertThat(run("", "use")).isEqualTo(2);
    }

    @Test
    void aDiskIsMadeNewOnlyWhenTheWordsAreTyped() throws IOException {
        bench.plug("sdb");
        assertThat(run("yes\n", "prepare", "sdb1", "New")).isEqualTo(1);
        assertThat(run("", "prepare", "sdb1", "New")).isEqualTo(1);
        assertThat(bench.disks.done).noneMatch(word -> word.startsWith("format"));
        assertThat(run("erase ext4 Photos\n", "prepare", "sdb1", "New")).isZero();
        assertThat(said()).contains("lost for good").contains("“New”");
        bench.disks.plug(bench.stick("sdc", null, null, null));
        assertThat(run("sdc1\n", "prepare", "sdc1", "Other")).isZero();
        assertThat(bench.disk("sdc1").state()).isEqualTo("used");
    }

    @Test
    void refusalsAreSentencesAndWhatIsMissingIsNamed() throws IOException {
        bench.disks.plug(bench.stick("sdd", ContentType.NTFS, "Win", "AA-BB"));
        assertThat(run("", "use", "sdd1")).isEqualTo(1);
        assertThat(said()).contains("hearth: The plug cannot use ntfs.");
        var refused =
                DiskBench.error(() -> client.call(DisksMessages.USE, "{\"volume\":\"sdd1\"}", Duration.ofSeconds(20)));
        assertThat(refused.error()).contains("org.varlink.service.InvalidParameter");
        assertThat(refused.parametersJson()).contains("{\"parameter\":\"identity\"}");
    }
}
