// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other people's programs at the booted plug, for the owner and for a member of the household in the folder that both have: litmus,
 * rclone, cadaver, davfs2, OpenSSH's sftp. And what testssl and ssh-audit find at its doors.
 */
@Order(11)
@Household
class PeersIT {
    private static final String COMMON = "Workshop";
    private static final String MEMBER = "Dora";

    @TempDir
    private static Path work;

    private static PlugClient owner;
    private static AppPassword ownersPassword;
    private static AppPassword membersPassword;

    @BeforeAll
    static void aMemberAndAFolderInCommon(Plug plug) {
        owner = plug.owner();
        ownersPassword = AppPassword.of(owner, Plug.OWNER, "peers");
        String token = owner.sendJson("POST", "/api/v1/people", Map.of("name", MEMBER, "role", "member"))
                .json()
                .get("token")
                .string();
        try (PlugClient member = plug.visitor()) {
            PlugClient.Answer joined = member.sendJson(
                    "POST", "/api/v1/invitation/" + token, Map.of("passphrase", "six quiet words by the sea"));
            assertThat(joined.status()).as("%s", joined).isEqualTo(201);
            String id = joined.json().get("id").string();
            PlugClient.Answer made = owner.sendJson(
                    "POST", "/api/v1/shared-folders", Map.of("name", COMMON, "people", Map.of(id, "write")));
            assertThat(made.status()).as("%s", made).isEqualTo(201);
            membersPassword = AppPassword.of(member, MEMBER, "peers");
        }
    }

    @AfterAll
    static void close() {
        owner.close();
    }

    private static String dav(Plug plug, String path) {
        return "https://localhost:" + plug.target().port(443) + "/dav/" + path;
    }

    @Test
    void litmusPassesForTheOwner(Plug plug, @TempDir Path here) throws Exception {
        litmus(plug, here, ownersPassword, "");
    }

    @Test
    @Tag("campaign")
    void litmusPassesForAMemberInTheFolderInCommon(Plug plug, @TempDir Path here) throws Exception {
        litmus(plug, here, membersPassword, COMMON + "/");
    }

    private static void litmus(Plug plug, Path here, AppPassword who, String path) throws Exception {
        assumeThat(HostProgram.has("litmus")).as("litmus is here").isTrue();
        String said = new HostProgram(here)
                .within(Duration.ofMinutes(5))
                .run("litmus", "-k", dav(plug, path), who.name(), who.password())
                .succeeded();
        assertThat(said).doesNotContain("FAIL", "WARNING").contains("of 41 tests run: 41 passed");
    }

    @Test
    void rcloneCopiesSynchronisesAndChecks(Plug plug, @TempDir Path here) throws Exception {
        rclone(plug, here, 24, ownersPassword, "");
        rclone(plug, here, 24, membersPassword, COMMON + "/");
    }

    @Test
    @Tag("campaign")
    void rcloneCopiesSynchronisesAndChecksTenThousandFiles(Plug plug, @TempDir Path here) throws Exception {
        rclone(plug, here, Integer.getInteger("hearth.files", 10_000), ownersPassword, "");
    }

    /** Over WebDAV and over SFTP: copies a tree, changes it here, synchronises, and compares every byte. */
    private static void rclone(Plug plug, Path here, int files, AppPassword who, String place) throws Exception {
        Rclone rclone = new Rclone(plug, who, here);
        for (String remote : new String[] {"dav:", "sftp:"}) {
            Path tree = Files.createTempDirectory(here, "tree");
            for (int i = 0; i < files; i++) {
                Path folder = Files.createDirectories(tree.resolve("Ordner " + i / 100 + " é"));
                Files.write(
                        folder.resolve("file " + i + ".bin"),
                        Content.of(i, i % 4000).bytes());
            }
            String there = remote + place + "rclone " + remote.replace(":", "");
            rclone.within(Duration.ofMinutes(40));
            assertThat(rclone.run("copy", "--transfers", "4", tree.toString(), there))
                    .isEmpty();
            for (int i = 0; i < files; i += 10) {
                Path file = tree.resolve("Ordner " + i / 100 + " é").resolve("file " + i + ".bin");
                if (i % 20 == 0) {
                    Files.delete(file);
                } else {
                    Files.write(file, Content.of(-i, 777).bytes());
                }
            }
            assertThat(rclone.run("sync", "--transfers", "4", tree.toString(), there))
                    .isEmpty();
            assertThat(rclone.run("check", "--download", tree.toString(), there))
                    .contains("0 differences found", files - (files + 19) / 20 + " matching files");
            assertThat(rclone.run("purge", there)).isEmpty();
        }
    }

    @Test
    void openSshsSftpWorksThroughABatch(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("sftp")).as("sftp is here").isTrue();
        for (AppPassword who : new AppPassword[] {ownersPassword, membersPassword}) {
            String place = who == membersPassword ? COMMON + "/batch" : "batch";
            Content content = Content.of(11, 300_000);
            Files.write(here.resolve("sent.bin"), content.bytes());
            Files.deleteIfExists(here.resolve("back.bin"));
            String batch = """
                    mkdir "%1$s"
                    put sent.bin "%1$s/half.bin"
                    rename "%1$s/half.bin" "%1$s/whole.bin"
                    ls -l "%1$s"
                    get "%1$s/whole.bin" back.bin
                    df "%1$s"
                    -get "%1$s/../../../etc/passwd" passwd
                    -symlink /etc/passwd "%1$s/link"
                    rm "%1$s/whole.bin"
                    rmdir "%1$s"
                    """.formatted(place);
            String said = sftp(plug, here, who, batch).succeeded();
            assertThat(said).contains("whole.bin", "300000");
            assertThat(here.resolve("back.bin")).hasBinaryContent(content.bytes());
            assertThat(here.resolve("passwd")).doesNotExist();
        }
    }

    /** Each kind of key that OpenSSH makes, as a person does it; the key opens the member's files alone, until it is removed. */
    @Test
    void openSshsSftpComesInWithAKey(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("sftp") && HostProgram.has("ssh-keygen"))
                .as("OpenSSH is here")
                .isTrue();
        try (PlugClient member = plug.visitor()) {
            Map<String, String> form = Map.of("ownerName", MEMBER, "passphrase", "six quiet words by the sea");
            assertThat(member.sendJson("POST", "/api/v1/session", form).status())
                    .isEqualTo(201);
            for (String kind : new String[] {"ed25519", "ecdsa", "rsa"}) {
                Path key = here.resolve("id_" + kind);
                new HostProgram(here)
                        .run("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "a " + kind + " key", "-f", key.toString())
                        .succeeded();
                String line =
                        Files.readString(here.resolve("id_" + kind + ".pub")).strip();
                PlugClient.Answer added =
                        member.sendJson("POST", "/api/v1/ssh-keys", Map.of("label", kind, "key", line));
                assertThat(added.status()).as("%s", added).isEqualTo(201);
                assertThat(new HostProgram(here)
                                .run("ssh-keygen", "-l", "-f", key.toString())
                                .succeeded())
                        .contains(added.json().get("fingerprint").string());
                Path sent = Files.writeString(here.resolve("by-" + kind), kind);
                String batch = "put \"" + sent.getFileName() + "\"\nls\n-get ../../../etc/passwd passwd\n";
                assertThat(withKey(plug, here, MEMBER, key, batch).succeeded()).contains("by-" + kind, COMMON);
                assertThat(member.send("GET", "/api/v1/files/by-" + kind).text())
                        .isEqualTo(kind);
                assertThat(here.resolve("passwd")).doesNotExist();
                assertThat(withKey(plug, here, Plug.OWNER, key, "ls\n").exitCode())
                        .as("with the owner's name")
                        .isNotZero();
                String id = added.json().get("id").string();
                assertThat(member.send("DELETE", "/api/v1/ssh-keys/" + id).status())
                        .isEqualTo(204);
                assertThat(withKey(plug, here, MEMBER, key, "ls\n").exitCode())
                        .as("when it was removed")
                        .isNotZero();
            }
        }
    }

    private static HostProgram.Ended withKey(Plug plug, Path here, String name, Path key, String batch)
            throws Exception {
        return new HostProgram(here)
                .typing(batch)
                .run(
                        "sftp",
                        "-b",
                        "-",
                        "-P",
                        Integer.toString(plug.target().port(2222)),
                        "-i",
                        key.toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "PreferredAuthentications=publickey",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "StrictHostKeyChecking=no",
                        name + "@127.0.0.1");
    }

    private static HostProgram.Ended sftp(Plug plug, Path here, AppPassword who, String batch) throws Exception {
        Path ask = Files.writeString(here.resolve("ask"), "#!/bin/sh\necho " + who.password() + "\n");
        Files.setPosixFilePermissions(ask, PosixFilePermissions.fromString("rwx------"));
        return new HostProgram(here)
                .with(Map.of("SSH_ASKPASS", ask.toString(), "SSH_ASKPASS_REQUIRE", "force", "DISPLAY", ":0"))
                .typing(batch)
                .run(
                        "sftp",
                        "-o",
                        "BatchMode=no",
                        "-b",
                        "-",
                        "-P",
                        Integer.toString(plug.target().port(2222)),
                        "-o",
                        "PreferredAuthentications=password",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "StrictHostKeyChecking=no",
                        who.name() + "@127.0.0.1");
    }

    @Test
    void cadaverPutsLocksMovesAndGets(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("cadaver")).as("cadaver is here").isTrue();
        Content content = Content.of(12, 50_000);
        Files.write(here.resolve("sent.bin"), content.bytes());
        Files.writeString(
                here.resolve(".netrc"),
                "machine localhost login " + membersPassword.name() + " password " + membersPassword.password() + "\n");
        Files.setPosixFilePermissions(here.resolve(".netrc"), PosixFilePermissions.fromString("rw-------"));
        // The certificate is the plug's own: the person says yes, which cadaver takes from a terminal only.
        String said = new HostProgram(here)
                .with(Map.of("HOME", here.toString()))
                .typing("""
                        y
                        mkcol boat
                        cd boat
                        put sent.bin
                        lock sent.bin
                        unlock sent.bin
                        move sent.bin moved.bin
                        copy moved.bin copied.bin
                        propset moved.bin colour blue
                        propget moved.bin colour
                        ls
                        get moved.bin back.bin
                        delete copied.bin
                        delete moved.bin
                        cd ..
                        rmcol boat
                        quit
                        """)
                .run("script", "-qec", "cadaver " + dav(plug, COMMON + "/"), "/dev/null")
                .succeeded();
        assertThat(said).contains("Value of colour is: blue").doesNotContain("failed");
        assertThat(here.resolve("back.bin")).hasBinaryContent(content.bytes());
    }

    /** Mounting wants root and FUSE. Listing is left out where the kernel and davfs2 1.6 disagree, whatever the server (6.18 and later). */
    @Test
    void aFolderIsMountedAndWorkedIn(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("mount.davfs")
                        && Files.isReadable(Path.of("/dev/fuse"))
                        && System.getProperty("user.name").equals("root"))
                .as("davfs2, FUSE and root are here")
                .isTrue();
        Path mount = Files.createDirectory(here.resolve("mount"));
        Path settings = Files.writeString(here.resolve("davfs.conf"), "use_locks 1\nask_auth 1\n");
        HostProgram.Ended mounted = new HostProgram(here)
                .typing(membersPassword.name() + "\n" + membersPassword.password() + "\ny\n")
                .run("mount.davfs", "-o", "conf=" + settings + ",uid=0", dav(plug, COMMON + "/"), mount.toString());
        assumeThat(mounted.exitCode())
                .as("this machine mounts: %s", mounted.said())
                .isZero();
        try {
            Files.createDirectory(mount.resolve("bench"));
            Content content = Content.of(13, 200_000);
            Files.write(mount.resolve("bench/saw.bin"), content.bytes());
            Files.move(mount.resolve("bench/saw.bin"), mount.resolve("bench/drill.bin"));
            assertThat(mount.resolve("bench/drill.bin")).hasBinaryContent(content.bytes());
        } finally {
            // Sends what it still holds.
            new HostProgram(here).run("umount", mount.toString());
        }
        Folder common = new Folder(owner, COMMON + "/bench/");
        common.assertHolds("drill.bin", Content.of(13, 200_000));
        assertThat(common.names()).containsExactly("drill.bin");
        assertThat(owner.send("DELETE", "/api/v1/files/" + COMMON + "/bench").status())
                .isEqualTo(200);
    }

    /** What is left is explained in jvm-services/README.md. */
    @Test
    void sshAuditFindsNothingThatIsNotExplained(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("ssh-audit")).as("ssh-audit is here").isTrue();
        String said = new HostProgram(here)
                .run(
                        "ssh-audit",
                        "-n",
                        "-l",
                        "warn",
                        "-t",
                        "60",
                        "-p",
                        Integer.toString(plug.target().port(2222)),
                        "127.0.0.1")
                .said();
        assertThat(said).contains("ecdsa-sha2-nistp256");
        assertThat(findings(said, line -> line.contains("[fail]") || line.contains("[warn]")))
                .as(said)
                .allMatch(line -> line.contains("ecdsa-sha2-nistp256")
                        || line.contains("weak random number generator could reveal the key")
                        || line.contains("unknown algorithm")
                        || line.contains("using experimental algorithm"));
    }

    /** What is left is explained in jvm-services/README.md. */
    @Test
    @Tag("campaign")
    void testsslFindsNothingThatIsNotExplained(Plug plug, @TempDir Path here) throws Exception {
        assumeThat(HostProgram.has("testssl")).as("testssl is here").isTrue();
        String said = new HostProgram(here)
                .within(Duration.ofMinutes(30))
                .run(
                        "testssl",
                        "--quiet",
                        "--color",
                        "0",
                        "--warnings",
                        "off",
                        "-p",
                        "-s",
                        "-f",
                        "-P",
                        "-S",
                        "-h",
                        "-U",
                        "127.0.0.1:" + plug.target().port(443))
                .said();
        assertThat(said).contains("TLS 1.3", "offered (OK): final", "Heartbleed");
        assertThat(findings(said, line -> line.contains("NOT ok") || line.contains("VULNERABLE")))
                .as(said)
                .allMatch(line -> line.contains("self signed")
                        || line.contains("neither CRL nor OCSP URI provided")
                        || line.contains("BREACH"));
    }

    private static Iterable<String> findings(String said, Predicate<String> bad) throws IOException {
        return said.lines().filter(bad).toList();
    }
}
