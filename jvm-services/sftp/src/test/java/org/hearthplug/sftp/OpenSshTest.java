// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSH's own client, where the machine has it, while the server wants new keys again and again. */
@Timeout(180)
class OpenSshTest {
    /** MINA takes each of its settings from a system property of this name as well. */
    private static final String LIMIT = "org.apache.sshd.config.rekey-bytes-limit";

    private static final int LIMIT_BYTES = 1 << 20;
    private static final int BYTES = 6 * LIMIT_BYTES + 11;
    private static final String SENT = "SSH2_MSG_KEXINIT sent";
    private static final String RECEIVED = "SSH2_MSG_KEXINIT received";

    @TempDir
    Path folder;

    private SftpDoor door;

    @BeforeEach
    void open() throws IOException {
        System.setProperty(LIMIT, Integer.toString(LIMIT_BYTES));
        Storage storage = Storage.open(StorageConfig.defaults(folder.resolve("files"), InstantSource.system()));
        door = new SftpDoor(false);
        door.open("127.0.0.1", 0, folder, new Anna(storage.space("anna")));
    }

    @AfterEach
    void close() {
        System.clearProperty(LIMIT);
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "curve25519-sha256, aes128-gcm@openssh.com",
        "curve25519-sha256@libssh.org, chacha20-poly1305@openssh.com",
        "sntrup761x25519-sha512@openssh.com, aes256-ctr",
        "mlkem768x25519-sha256, aes128-gcm@openssh.com"
    })
    void whatGoesUpComesDownWhileTheServerWantsNewKeys(String exchange, String cipher) throws Exception {
        assumeTrue(knows(exchange), "no OpenSSH, or one that is too old");
        byte[] content = new byte[BYTES];
        new Random(3).nextBytes(content);
        Path blob = Files.write(folder.resolve("blob"), content);
        Path back = folder.resolve("back");

        String said = sftp(exchange, cipher, "put " + blob + " /over\nget /over " + back + "\n");

        assertThat(folder.resolve("files/anna/over")).hasBinaryContent(content);
        assertThat(back).hasBinaryContent(content);
        List<String> wishes = said.lines()
                .filter(line -> line.contains(SENT) || line.contains(RECEIVED))
                .toList();
        // The limit was passed twelve times; packets that were under way may make two of them one.
        assertThat(wishes).hasSizeGreaterThan(2 + 2 * 6);
        assertThat(wishes.getFirst()).contains(SENT);
        for (int i = 2; i < wishes.size(); i += 2) {
            assertThat(wishes.get(i)).as("who began exchange %d", i / 2).contains(RECEIVED);
            assertThat(wishes.get(i + 1)).contains(SENT);
        }
    }

    private static boolean knows(String exchange) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("ssh", "-Q", "kex")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && said.lines().anyMatch(exchange::equals);
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns what it says of the connection. */
    private String sftp(String exchange, String cipher, String commands) throws Exception {
        Path password = Files.writeString(folder.resolve("askpass"), "#!/bin/sh\necho right\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rwx------"));
        Path input = Files.writeString(folder.resolve("commands"), commands);
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        "sftp",
                        "-v",
                        "-F",
                        "none",
                        "-P",
                        Integer.toString(door.port()),
                        "-c",
                        cipher,
                        "-o",
                        "KexAlgorithms=" + exchange,
                        "-o",
                        "PreferredAuthentications=password",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "Anna@127.0.0.1")
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(log.toFile());
        builder.environment().put("SSH_ASKPASS", password.toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        Process process = builder.start();
        try {
            assertThat(process.waitFor()).as(() -> logged(log)).isZero();
        } finally {
            process.destroy();
        }
        return logged(log);
    }

    private static String logged(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
