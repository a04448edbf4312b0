// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Files are found again, whichever way they came: over the page, over SFTP, or onto the disk while the service was away. */
@Order(4)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibraryIT {
    @Test
    @Order(1)
    void aSearchFindsWhatWasStoredMovedAndDeleted(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder folder = Folder.at(owner, "Library/");
            assertThat(folder.put("Crème brûlée.txt", Content.of(1, 100)).status())
                    .isEqualTo(201);
            assertThat(found(owner, "CREME brul")).containsExactly("/Library/Crème brûlée.txt");
            assertThat(folder.delete("Crème brûlée.txt").status()).isEqualTo(200);
            assertThat(found(owner, "CREME brul")).isEmpty();
        }
    }

    @Test
    @Order(2)
    void whatCameWhileTheServiceWasAwayIsFoundToo(Plug plug) {
        plug.shell()
                .check("mkdir /data/files/ada/Elsewhere && echo x >/data/files/ada/Elsewhere/brought-along.txt"
                        + " && chown -R hearth-cloud:hearth-cloud /data/files/ada/Elsewhere");
        String pid = "cat /run/service/cloudd/supervise/pid";
        String before = plug.shell().check(pid);
        plug.shell().check("printf t >/run/service/cloudd/supervise/control");
        Deadline.seconds(60)
                .awaitTrue(
                        "another cloudd",
                        () -> !plug.shell().check(pid).isBlank()
                                && !plug.shell().check(pid).equals(before));
        plug.awaitPage();
        try (PlugClient owner = plug.owner()) {
            assertThat(found(owner, "brought along")).containsExactly("/Elsewhere/brought-along.txt");
        }
    }

    @Test
    @Order(3)
    void aProgramStoresAndChecksFilesOverSftp(Plug plug, @TempDir Path work) throws Exception {
        Path sent = Files.createDirectory(work.resolve("sent"));
        for (int i = 0; i < 20; i++) {
            Files.write(
                    sent.resolve("déjà vu " + i + ".bin"),
                    Content.of(i, 1000 * i).bytes());
        }
        try (PlugClient owner = plug.owner()) {
            Rclone rclone = new Rclone(plug, owner, Plug.OWNER, work);
            assertThat(rclone.run("copy", sent.toString(), "sftp:SFTP")).isEmpty();
            assertThat(rclone.run("check", "--download", sent.toString(), "sftp:SFTP"))
                    .contains("0 differences found", "20 matching files");
            assertThat(found(owner, "deja 19")).containsExactly("/SFTP/déjà vu 19.bin");
            assertThat(plug.shell()
                            .check("find /data/files/ada/SFTP -type f | wc -l")
                            .strip())
                    .isEqualTo("20");
        }
    }

    private static List<String> found(PlugClient owner, String words) {
        String url = "/api/v1/search?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
        return Deadline.seconds(120).await("the index has caught up", () -> {
            PlugClient.Answer answer = owner.send("GET", url);
            if (answer.status() != 200 || !answer.json().get("complete").bool()) {
                return Optional.empty();
            }
            return Optional.of(answer.json().get("matches").list().stream()
                    .map(match -> match.get("path").string())
                    .collect(Collectors.toList()));
        });
    }
}
