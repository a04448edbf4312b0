// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole household is in the owner's backup, and each folder comes back to whom it belonged, and to nobody else. */
class HouseholdBackupTest {
    private static final String BACKUP = "/api/v1/backup";
    private static final String FOLDERS = "/api/v1/shared-folders";

    @TempDir
    Path folder;

    @TempDir
    Path kept;

    private FakeEngine engine;

    @BeforeEach
    void anEngineThatCopies() throws IOException {
        engine = new FakeEngine(folder.resolve("engine"), kept);
    }

    @AfterEach
    void asleepAgain() {
        engine.close();
    }

    private TestPlug household() throws Exception {
        TestPlug plug = TestPlug.claimed(folder);
        plug.put("/api/v1/files/diary.txt", "Anna's");
        String anna = plug.session;
        plug.session = plug.join("Ben", "");
        plug.put("/api/v1/files/mine.txt", "Ben's");
        plug.session = anna;
        String photos = "{\"name\":\"Photos\",\"people\":{\"anna\":\"write\",\"ben\":\"write\"}}";
        assertThat(plug.post(FOLDERS, photos).statusCode()).isEqualTo(201);
        plug.put("/api/v1/files/Photos/lake.jpg", "a lake");
        return plug;
    }

    private String backUp(TestPlug plug) throws Exception {
        assertThat(plug.post(BACKUP + "/run", "{\"kind\":\"backup\"}").statusCode())
                .isEqualTo(202);
        engine.settle(plug);
        return TestPlug.field(plug.get(BACKUP + "/snapshots"), "id");
    }

    private void restore(TestPlug plug, String json) throws Exception {
        HttpResponse<String> begun = plug.post(BACKUP + "/restore", json);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        engine.settle(plug);
        assertThat(plug.get(BACKUP).body()).doesNotContain("\"ok\":false");
    }

    @Test
    void everybodysFilesAreInItAndBinsAreNot() throws Exception {
        try (TestPlug plug = household()) {
            plug.put("/api/v1/files/old.txt", "gone");
            plug.delete("/api/v1/files/old.txt");
            backUp(plug);
            Path files = kept.resolve(folder.resolve("files").toString().substring(1));
            assertThat(files.resolve("anna/diary.txt")).hasContent("Anna's");
            assertThat(files.resolve("ben/mine.txt")).hasContent("Ben's");
            assertThat(files.resolve("shared--photos/lake.jpg")).hasContent("a lake");
            assertThat(files.resolve(".hearth")).doesNotExist();
            Path note = kept.resolve(
                    folder.resolve("cloud/backup/household.json").toString().substring(1));
            assertThat(Files.readString(note))
                    .contains("\"id\":\"ben\"", "\"name\":\"Photos\"")
                    .doesNotContain("argon2", "invitation");
            assertThat(engine.tags()).isEqualTo("[hearth, owner:anna, shared:shared--photos]");
        }
    }

    @Test
    void theOwnerSeesTheOwnFilesAndCommonFoldersOnly() throws Exception {
        try (TestPlug plug = household()) {
            String snapshot = backUp(plug);
            String files = folder.resolve("files").toString();
            assertThat(plug.get(BACKUP + "/snapshots").body())
                    .contains("\"everybody\":true", files + "/anna", files + "/shared--photos", "\"name\":\"Photos\"")
                    .doesNotContain(files + "/ben", "owner:");
            String entries = BACKUP + "/entries?snapshot=" + snapshot + "&root=" + files;
            assertThat(plug.get(entries + "/anna").body()).contains("diary.txt");
            assertThat(plug.get(entries + "/shared--photos").body()).contains("lake.jpg");
            assertThat(plug.get(entries + "/ben").statusCode()).isEqualTo(422);
            assertThat(plug.get(entries + "/anna&path=../ben").statusCode()).isEqualTo(422);
            String other = "{\"snapshot\":\"" + snapshot + "\",\"root\":\"" + files + "/ben\",\"folder\":\"Ben\"}";
            assertThat(plug.post(BACKUP + "/restore", other).statusCode()).isEqualTo(422);
            plug.delete("/api/v1/files/Photos/lake.jpg");
            restore(plug, "{\"snapshot\":\"" + snapshot + "\",\"root\":\"" + files + "/shared--photos\",\"paths\":[]}");
            assertThat(folder.resolve("files/shared--photos/lake.jpg")).hasContent("a lake");
        }
    }

    @Test
    void whatEverybodyHadComesBackWhereItWasAndTheRestGoesToTheirBins() throws Exception {
        try (TestPlug plug = household()) {
            String snapshot = backUp(plug);
            plug.put("/api/v1/files/diary.txt", "scribbled over");
            Files.writeString(folder.resolve("files/ben/mine.txt"), "lost");
            restore(plug, "{\"snapshot\":\"" + snapshot + "\",\"everybody\":true}");
            assertThat(folder.resolve("files/anna/diary.txt")).hasContent("Anna's");
            assertThat(folder.resolve("files/ben/mine.txt")).hasContent("Ben's");
            assertThat(folder.resolve("files/shared--photos/lake.jpg")).hasContent("a lake");
            assertThat(plug.get("/api/v1/bin").body()).contains("diary.txt").doesNotContain("mine.txt");
            assertThat(folder.resolve("files/.hearth/restore")).doesNotExist();
        }
    }

    @Test
    void aRestoreThatDoesNotSucceedLeavesNothing() throws Exception {
        try (TestPlug plug = household()) {
            String everybody = "{\"snapshot\":\"" + backUp(plug) + "\",\"everybody\":true}";
            engine.fate = FakeEngine.Fate.FULL;
            assertThat(plug.post(BACKUP + "/restore", everybody).statusCode()).isEqualTo(202);
            engine.settle(plug);
            assertThat(plug.get(BACKUP).body()).contains("no room");
            assertThat(folder.resolve("files/.hearth/restore")).doesNotExist();
        }
    }

    @Test
    void aRestoreThatIsStoppedLeavesNothing() throws Exception {
        try (TestPlug plug = household()) {
            String everybody = "{\"snapshot\":\"" + backUp(plug) + "\",\"everybody\":true}";
            engine.fate = FakeEngine.Fate.WAITS;
            assertThat(plug.post(BACKUP + "/restore", everybody).statusCode()).isEqualTo(202);
            assertThat(engine.restored.await(60, TimeUnit.SECONDS)).isTrue();
            plug.post(BACKUP + "/stop", "{}");
            engine.settle(plug);
            assertThat(folder.resolve("files/.hearth/restore")).doesNotExist();
        }
    }

    @Test
    void whatAPowerCutLeftOfARestoreIsGoneAfterTheStart() throws Exception {
        try (TestPlug plug = household()) {
            Path left = folder.resolve("files/.hearth/restore");
            Files.createDirectories(left.resolve("a/b"));
            Files.writeString(left.resolve("a/b/half.jpg"), "half");
            Files.createSymbolicLink(left.resolve("a/away"), folder.resolve("files/anna"));
            plug.restart();
            assertThat(plug.get(BACKUP).statusCode()).isEqualTo(200);
            assertThat(left).doesNotExist();
            assertThat(folder.resolve("files/anna/diary.txt")).hasContent("Anna's");
        }
    }

    @Test
    void ontoAFullDiskNothingIsRestored() throws Exception {
        try (TestPlug plug = household()) {
            String everybody = "{\"snapshot\":\"" + backUp(plug) + "\",\"everybody\":true}";
            plug.reserveBytes = 1L << 60;
            plug.restart();
            HttpResponse<String> refused = plug.post(BACKUP + "/restore", everybody);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.body()).contains("empty the bin");
            assertThat(engine.restored.getCount()).isOne();
            assertThat(folder.resolve("files/.hearth/restore")).doesNotExist();
        }
    }

    /** The owner's name is another, and so is the folder. */
    @Test
    void onABlankPlugPeopleComeBackWithoutAWayIn() throws Exception {
        String snapshot;
        try (TestPlug plug = household()) {
            snapshot = backUp(plug);
        }
        engine.close();
        FakeEngine.delete(folder.resolve("cloud"));
        FakeEngine.delete(folder.resolve("files"));
        engine = new FakeEngine(folder.resolve("engine"), kept);
        try (TestPlug plug = TestPlug.started(folder)) {
            plug.claimAs("Greta");
            restore(plug, "{\"snapshot\":\"" + snapshot + "\",\"everybody\":true}");
            assertThat(folder.resolve("files/greta/diary.txt")).hasContent("Anna's");
            assertThat(folder.resolve("files/ben/mine.txt")).hasContent("Ben's");
            assertThat(folder.resolve("files/shared--photos/lake.jpg")).hasContent("a lake");
            assertThat(folder.resolve("files/anna")).doesNotExist();
            assertThat(plug.get("/api/v1/people").body())
                    .contains("\"name\":\"Ben\"", "\"joined\":false")
                    .doesNotContain("invitedUntil");
            assertThat(plug.get(FOLDERS).body())
                    .contains("\"name\":\"Photos\"", "\"greta\":\"write\"", "\"ben\":\"write\"");
            assertThat(plug.get("/api/v1/files/Photos/lake.jpg").body()).isEqualTo("a lake");
            String greta = plug.session;
            plug.session = null;
            assertThat(plug.signIn("Ben", TestPlug.PASSPHRASE).statusCode()).isEqualTo(401);
            plug.session = greta;
            HttpResponse<String> again = plug.post("/api/v1/people/ben/invitation", "{}");
            assertThat(again.statusCode()).as(again.body()).isIn(200, 201);
        }
    }

    @Test
    void whatNobodyHereCanHaveGoesToAFolderOfTheOwners() throws Exception {
        String snapshot;
        try (TestPlug plug = household()) {
            snapshot = backUp(plug);
        }
        engine.close();
        FakeEngine.delete(folder.resolve("cloud"));
        FakeEngine.delete(folder.resolve("files"));
        engine = new FakeEngine(folder.resolve("engine"), kept);
        try (TestPlug plug = TestPlug.started(folder)) {
            plug.claimAs("Ben");
            restore(plug, "{\"snapshot\":\"" + snapshot + "\",\"everybody\":true}");
            assertThat(folder.resolve("files/ben/diary.txt")).hasContent("Anna's");
            assertThat(folder.resolve("files/ben/Ben/mine.txt")).hasContent("Ben's");
            assertThat(plug.get("/api/v1/people").body()).contains("\"items\":[]");
        }
    }

    @Test
    void aNoteThatMakesNoSenseLosesNothing() throws Exception {
        try (TestPlug plug = household()) {
            String snapshot = backUp(plug);
            Path note = kept.resolve(
                    folder.resolve("cloud/backup/household.json").toString().substring(1));
            String evil = Files.readString(note).replace("\"id\":\"ben\"", "\"id\":\"../../etc\"");
            Files.writeString(note, evil);
            restore(plug, "{\"snapshot\":\"" + snapshot + "\",\"everybody\":true}");
            assertThat(folder.resolve("files/anna/ben/mine.txt")).hasContent("Ben's");
            assertThat(folder.resolve("files/anna/anna/diary.txt")).hasContent("Anna's");
            assertThat(folder.resolve("files/ben/mine.txt")).hasContent("Ben's");
        }
    }

    @Test
    void aDiskIsASnapshotOfItsOwnAndComesBackToItselfOrIntoAFolder() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk/lost+found")).getParent();
        Files.writeString(disk.resolve("beach.jpg"), "a beach");
        UsedDisks.say(folder, disk, "HOLIDAY");
        try (TestPlug plug = household()) {
            plug.put("/api/v1/files/HOLIDAY/notes.txt", "notes");
            plug.delete("/api/v1/files/HOLIDAY/notes.txt");
            backUp(plug);
            Path copy = kept.resolve(disk.toString().substring(1));
            assertThat(copy.resolve("beach.jpg")).hasContent("a beach");
            assertThat(copy.resolve(".hearth")).doesNotExist();
            String told = plug.get(BACKUP + "/snapshots").body();
            assertThat(told).contains("\"root\":\"" + disk + "\"", "\"name\":\"HOLIDAY\"");
            String snapshot = "b".repeat(64);
            Files.writeString(disk.resolve("beach.jpg"), "spoilt");
            restore(
                    plug,
                    "{\"snapshot\":\"" + snapshot + "\",\"root\":\"" + disk
                            + "\",\"paths\":[\"beach.jpg\"],\"folder\":\"\"}");
            assertThat(disk.resolve("beach.jpg")).hasContent("a beach");
            assertThat(plug.get("/api/v1/bin").body()).contains("/HOLIDAY/beach.jpg");
            Files.delete(folder.resolve("used.json"));
            HttpResponse<String> away = plug.post(
                    BACKUP + "/restore",
                    "{\"snapshot\":\"" + snapshot + "\",\"root\":\"" + disk + "\",\"paths\":[],\"folder\":\"\"}");
            assertThat(away.statusCode()).isEqualTo(409);
            restore(
                    plug,
                    "{\"snapshot\":\"" + snapshot + "\",\"root\":\"" + disk
                            + "\",\"paths\":[],\"folder\":\"Rescued\"}");
            assertThat(plug.get("/api/v1/files/Rescued/beach.jpg").body()).isEqualTo("a beach");
        }
    }

    @Test
    void aDiskIsAPlaceOfTheBackupByItsNameAndSaidToBeAway() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        UsedDisks.say(folder, disk, "ARCHIVE");
        try (TestPlug plug = household()) {
            String form = "{\"kind\":\"folder\",\"disk\":\"" + UsedDisks.ID + "\",\"diskName\":\"a lie\"}";
            HttpResponse<String> added = plug.post(BACKUP + "/targets", form);
            assertThat(added.statusCode()).as(added.body()).isEqualTo(202);
            engine.settle(plug);
            String path = disk.resolve(".hearth/backup").toString();
            assertThat(engine.targets()).contains("path=" + path);
            assertThat(plug.get(BACKUP).body())
                    .contains("\"where\":\"Disk “ARCHIVE”\"", "\"label\":\"ARCHIVE\"")
                    .doesNotContain("\"away\"", "a lie");
            assertThat(plug.post(BACKUP + "/targets", form).statusCode()).isEqualTo(409);
            String typed = "{\"kind\":\"folder\",\"path\":\"" + disk.resolve("Backups") + "\"}";
            assertThat(plug.post(BACKUP + "/targets", typed).body()).contains("Choose the disk instead");
            plug.platform.disks.put("List", "{\"disks\":[{\"id\":\"" + UsedDisks.ID + "\"},{\"id\":\"\"}]}");
            assertThat(plug.get("/api/v1/disks").body()).containsOnlyOnce("\"keeps\":[\"backup\"]");
            UsedDisks.none(folder);
            assertThat(plug.get(BACKUP).body())
                    .contains("\"away\":true", "\"state\":\"DOWN\"", "Disk “ARCHIVE”", "Plug it in");
            HttpResponse<String> away = plug.post(BACKUP + "/targets", form);
            assertThat(away.statusCode()).isEqualTo(409);
            assertThat(away.body()).contains("not plugged in");
            UsedDisks.say(folder, disk, "ARCHIVE");
            assertThat(plug.get(BACKUP).body()).doesNotContain("\"away\"");
        }
    }
}
