// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A plug out of the box takes over a backup that another machine made, and brings everything back. */
@Order(62)
@BootTarget
class BlankPlugIT {
    private static final String WORDS = "babab-babab-babab-babab-babab-babab-babab-babab-nivip";

    /** Two of three friends' shares of these words. */
    private static final List<String> SHARES = List.of(
            "bahod-damuh-bamah-bimam-bomas-bumib-damih-dimim-domis-dumob-rikuv-jumup",
            "bahof-damuh-basak-bihas-busap-bohim-dosiv-duhih-disif-dahub-pifos-nakih");

    @Test
    void everythingComesBackOnAPlugOutOfTheBox(Plug plug) throws IOException {
        Content letter = Content.of(81, 400_000);
        try (Clouds clouds = new Clouds(HearthTree.build("rig-blank"));
                PlugClient owner = plug.owner()) {
            clouds.destroy(".");
            Path house = clouds.folder("house/Letters");
            Files.write(house.resolve("Ärzte.bin"), letter.bytes());
            Files.write(
                    house.getParent().resolve("list.txt"), "milk".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            String address = clouds.serve("restic", "friend");
            clouds.restic(clouds.folder("friend"), WORDS, "init");
            clouds.restic(
                    clouds.folder("friend"), WORDS, "backup", house.getParent().toString());
            Backup backup = new Backup(owner);
            Map<String, Object> place = Map.of("kind", "rest", "url", address, "words", "these are not the words");
            assertProblem(backup.post("join", place), 422);
            assertProblem(
                    backup.post("join", Map.of("kind", "rest", "url", address, "shares", SHARES.subList(0, 1))), 422);
            backup.start("join", Map.of("kind", "rest", "url", address, "shares", SHARES));
            backup.settle("init");
            // The plug's own schedule may have made one meanwhile.
            Json snapshot = backup.newestOf(house.getParent());
            Map<String, Object> all = Map.of(
                    "snapshot", snapshot.get("id").string(),
                    "root", Backup.own(snapshot),
                    "paths", List.of(),
                    "folder", "");
            backup.start("restore", all);
            assertThat(backup.settle("restore").get("problemCount").longValue()).isZero();
            Folder.at(owner, "Letters/").assertHolds("Ärzte.bin", letter);
            assertThat(owner.send("GET", "/api/v1/files/list.txt").text()).isEqualTo("milk");
            aWholeHouseholdComesBack(plug, clouds, owner, backup, letter);
        }
    }

    /** As a plug leaves it behind: everybody's folders, and a note of whose they are. Its owner had another name. */
    private static void aWholeHouseholdComesBack(
            Plug plug, Clouds clouds, PlugClient owner, Backup backup, Content letter) throws IOException {
        Path files = clouds.folder("plug/files");
        Files.write(clouds.folder("plug/files/otto").resolve("will.bin"), letter.bytes());
        Files.write(clouds.folder("plug/files/lena").resolve("diary.bin"), letter.bytes());
        Files.write(clouds.folder("plug/files/shared--garden").resolve("beds.bin"), letter.bytes());
        Path note = clouds.folder("plug").resolve("household.json");
        Files.writeString(note, """
                {"format":"hearth-household/1","owner":{"id":"otto","name":"Otto"},
                 "people":[{"id":"lena","name":"Lena","role":"member","quotaBytes":0}],
                 "folders":[{"id":"shared--garden","name":"Garden","people":{"otto":true,"lena":false},"quotaBytes":0}]}
                """);
        clouds.restic(
                clouds.folder("friend"),
                WORDS,
                "backup",
                "--tag=hearth,owner:otto,shared:shared--garden",
                files.toString(),
                note.toString());
        Json snapshot = backup.newestOf(files);
        assertThat(snapshot.get("everybody").bool()).isTrue();
        backup.start("restore", Map.of("snapshot", snapshot.get("id").string(), "everybody", true));
        assertThat(backup.settle("restore").get("problemCount").longValue()).isZero();
        assertThat(owner.send("GET", "/api/v1/files/will.bin").body()).isEqualTo(letter.bytes());
        new Folder(owner, "Garden/").assertHolds("beds.bin", letter);
        assertThat(owner.send("GET", "/api/v1/files/diary.bin").status()).isEqualTo(404);
        Json lena =
                owner.send("GET", "/api/v1/people").json().get("items").list().getFirst();
        assertThat(lena.get("name").string()).isEqualTo("Lena");
        assertThat(lena.get("joined").bool()).isFalse();
        assertThat(plug.shell().check("ls -l /data/files/lena"))
                .contains(" " + letter.bytes().length + " ")
                .contains("diary.bin");
    }
}
