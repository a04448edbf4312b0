// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk dates files by the machine's clock, so the plug's clock here starts from that one and then goes ahead by hours. */
class PastTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
        plug.now = Instant.now();
    }

    @Test
    void whatAFileHeldBeforeCanBeReadAndComesBack() throws IOException {
        plug.put("a", "first");
        Instant replaced = later();
        plug.put("a", "second");
        later();
        plug.put("a", "third");
        List<Version> versions = past().versions(path("a"));
        assertThat(versions).extracting(Version::bytes).containsExactly(6L, 5L);
        assertThat(versions.get(1).until()).isEqualTo(millis(replaced));
        assertThat(versions.get(0).from()).isEqualTo(millis(replaced));
        assertThat(text(past().open(path("a"), versions.get(1).id()))).isEqualTo("first");
        later();
        past().restore(path("a"), versions.get(1).id());
        assertThat(plug.get("a")).isEqualTo("first");
        assertThat(past().versions(path("a"))).extracting(Version::bytes).containsExactly(5L, 6L);
        assertThat(text(past().open(path("a"), past().versions(path("a")).get(0).id())))
                .isEqualTo("third");
    }

    @Test
    void whicheverWayTheFileIsReplacedItsFormerContentIsKept() throws IOException {
        plug.put("a", "by an upload");
        plug.put("b", "moved");
        plug.put("c", "copied");
        later();
        plug.space.move(path("b"), path("a"), true);
        later();
        plug.space.copy(path("c"), path("a"), false, true);
        later();
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, -1)) {
            upload.write(ByteBuffer.wrap("in pieces".getBytes(StandardCharsets.UTF_8)), 0);
            upload.commit();
        }
        List<Version> versions = past().versions(path("a"));
        assertThat(versions).hasSize(3);
        assertThat(text(past().open(path("a"), versions.get(0).id()))).isEqualTo("copied");
        assertThat(text(past().open(path("a"), versions.get(1).id()))).isEqualTo("moved");
        assertThat(text(past().open(path("a"), versions.get(2).id()))).isEqualTo("by an upload");
    }

    @Test
    void aFileThatAProgramDeletedBeforeItWroteItAnewHasItsVersion() throws IOException {
        plug.put("a", "first");
        later();
        plug.space.delete(path("a"));
        plug.put("a.part", "second");
        plug.space.move(path("a.part"), path("a"), false);
        Version version = past().versions(path("a")).getFirst();
        assertThat(text(past().open(path("a"), version.id()))).isEqualTo("first");
        past().restore(path("a"), version.id());
        assertThat(plug.get("a")).isEqualTo("first");
        assertThat(plug.space.bin()).isEmpty();
        assertThat(past().versions(path("a"))).extracting(Version::bytes).containsExactly(6L);
    }

    @Test
    void versionsFollowTheirFileAndItsFolder() throws IOException {
        plug.space.makeFolder(path("Old"));
        plug.put("Old/a", "first");
        later();
        plug.put("Old/a", "second");
        plug.space.move(path("Old/a"), path("Old/b"), false);
        plug.space.move(path("Old"), path("New"), false);
        List<Version> versions = past().versions(path("New/b"));
        assertThat(versions).hasSize(1);
        assertThat(text(past().open(path("New/b"), versions.getFirst().id()))).isEqualTo("first");
        assertThat(kindOf(() -> past().open(path("New"), versions.getFirst().id() + "0")))
                .isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> past().open(path("New/b"), "../journal"))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void whatWasGivenBackIsStillWhatWasThereThen() throws IOException {
        plug.space.makeFolder(path("Letters"));
        plug.put("Letters/a", "on Monday");
        Instant monday = later();
        later();
        plug.put("Letters/a", "by a program");
        later();
        plug.put("Letters/a", "by another");
        later();
        FilePath a = path("Letters/a");
        past().restore(a, past().versions(a).get(1).id());
        assertThat(text(past().open(a, monday))).isEqualTo("on Monday");
        later();
        plug.space.delete(a);
        past().bringBack(a, monday, a);
        assertThat(plug.get("Letters/a")).isEqualTo("on Monday");
    }

    @Test
    void aFolderIsShownAsItWas() throws IOException {
        plug.space.makeFolder(path("Trip"));
        plug.space.makeFolder(path("Trip/Rome"));
        plug.put("Trip/Rome/photo", "whole");
        plug.put("Trip/text", "monday");
        plug.put("Trip/gone", "deleted since");
        plug.put("Trip/renamed", "same");
        Instant monday = later();
        later();
        plug.put("Trip/text", "tuesday");
        plug.space.delete(path("Trip/gone"));
        plug.space.move(path("Trip/renamed"), path("Trip/other"), false);
        later();
        plug.space.move(path("Trip/Rome"), path("Rome"), false);
        plug.space.delete(path("Rome/photo"));
        plug.space.delete(path("Rome"));
        assertThat(names("Trip", monday)).containsExactly("Rome", "gone", "renamed", "text");
        assertThat(names("", monday)).containsExactly("Trip");
        assertThat(names("Trip/Rome", monday)).containsExactly("photo");
        assertThat(names("Trip", plug.now)).containsExactly("other", "text");
        assertThat(text(past().open(path("Trip/text"), monday))).isEqualTo("monday");
        assertThat(text(past().open(path("Trip/gone"), monday))).isEqualTo("deleted since");
        assertThat(text(past().open(path("Trip/renamed"), monday))).isEqualTo("same");
        assertThat(text(past().open(path("Trip/Rome/photo"), monday))).isEqualTo("whole");
        assertThat(kindOf(() -> past().open(path("Trip/other"), monday))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void whatCameLaterWasNotThere() throws IOException {
        Instant before = plug.now.minusSeconds(60);
        plug.space.makeFolder(path("New"));
        plug.put("New/a", "x");
        assertThat(names("", before)).isEmpty();
        assertThat(kindOf(() -> past().list(path("New"), before, "", 10))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> past().bringBack(path("New"), before, path("Again"))))
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aFolderComesBackAsItWasBesideWhatItIs() throws IOException {
        plug.space.makeFolder(path("Trip"));
        plug.space.makeFolder(path("Trip/Rome"));
        plug.put("Trip/Rome/photo", "whole");
        plug.put("Trip/text", "monday");
        Instant monday = later();
        later();
        plug.put("Trip/text", "tuesday");
        plug.space.delete(path("Trip/Rome"));
        past().bringBack(path("Trip"), monday, path("Trip on Monday"));
        assertThat(plug.names("Trip on Monday")).containsExactly("Rome", "text");
        assertThat(plug.get("Trip on Monday/text")).isEqualTo("monday");
        assertThat(plug.get("Trip on Monday/Rome/photo")).isEqualTo("whole");
        assertThat(plug.names("Trip")).containsExactly("text");
        assertThat(kindOf(() -> past().bringBack(path("Trip"), monday, path("Trip"))))
                .isEqualTo(Kind.EXISTS);
        assertThat(plug.halves()).isEmpty();
        later();
        past().bringBack(path("Trip/text"), monday, path("Trip/text"));
        assertThat(plug.get("Trip/text")).isEqualTo("monday");
        assertThat(past().versions(path("Trip/text"))).hasSize(2);
    }

    @Test
    void theBinAndThePastKnowOfEachOther() throws IOException {
        plug.put("a", "first");
        later();
        plug.put("a", "second");
        Instant whole = later();
        later();
        String id = plug.space.delete(path("a")).id();
        later();
        plug.space.restore(id);
        assertThat(text(past().open(path("a"), whole))).isEqualTo("second");
        assertThat(past().versions(path("a"))).hasSize(1);
        plug.space.purge(plug.space.delete(path("a")).id());
        assertThat(former()).isEmpty();
        assertThat(names("", whole)).isEmpty();
    }

    @Test
    void deletingForGoodSparesTheVersionsOfWhatWentElsewhere() throws IOException {
        plug.put("a", "first");
        later();
        plug.put("a", "second");
        plug.space.move(path("a"), path("b"), false);
        plug.put("a", "another file");
        plug.space.purge(plug.space.delete(path("a")).id());
        assertThat(past().versions(path("b"))).hasSize(1);
    }

    @Test
    void oneVersionIsForgottenForGood() throws IOException {
        plug.put("a", "secret");
        later();
        plug.put("a", "fit for all");
        String id = past().versions(path("a")).getFirst().id();
        past().forget(path("a"), id);
        assertThat(past().versions(path("a"))).isEmpty();
        assertThat(former()).isEmpty();
        assertThat(kindOf(() -> past().restore(path("a"), id))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void emptyFilesAreNotKept() throws IOException {
        plug.put("a", "");
        plug.put("a", "x");
        assertThat(past().versions(path("a"))).isEmpty();
    }

    @Test
    void whatIsSavedAllTheTimeIsThinnedOut() throws IOException {
        plug.put("a", "0");
        later();
        plug.put("a", "1");
        for (int i = 0; i < 200; i++) {
            plug.now = plug.now.plusSeconds(30);
            plug.put("a", "saved " + i);
        }
        List<Version> versions = past().versions(path("a"));
        assertThat(versions.size()).isBetween(FormerFiles.MAX_EACH, FormerFiles.MAX_EACH + 65);
        assertThat(text(past().open(path("a"), versions.getLast().id()))).isEqualTo("0");
        assertThat(names("", plug.now.minusSeconds(3000))).containsExactly("a");
    }

    @Test
    void versionsGiveWayBeforeAnybodyIsRefused() throws IOException {
        plug.space.limit(1000);
        plug.put("a", "a".repeat(400));
        later();
        plug.put("a", "b".repeat(400));
        assertThat(plug.space.keptBytes()).isEqualTo(800);
        assertThat(plug.space.spareBytes()).isEqualTo(600);
        Instant lost = plug.now.minusSeconds(1);
        plug.put("b", "c".repeat(500));
        assertThat(former()).isEmpty();
        assertThat(plug.space.keptBytes()).isEqualTo(900);
        assertThat(kindOf(() -> plug.put("c", "d".repeat(200)))).isEqualTo(Kind.FULL);
        assertThat(past().earliest()).isAfter(lost);
        assertThat(kindOf(() -> names("", lost))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void whatIsTooOldIsNoLongerAsked() throws IOException {
        plug.put("a", "x");
        Instant old = later();
        plug.now = plug.now.plus(Duration.ofDays(31));
        assertThat(kindOf(() -> names("", old))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aTornOrDamagedJournalCostsItsLinesOnly() throws IOException {
        plug.put("a", "first");
        later();
        plug.put("a", "second");
        Path journal = root.resolve(".hearth/versions/anna/journal");
        Files.write(
                journal,
                "12\t#v/../../x\t/b\nnot a line\n1764".getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        byte[] noise = new byte[300];
        new Random(6).nextBytes(noise);
        Files.write(journal, noise, StandardOpenOption.APPEND);
        plug.reopen(0, FaultPoint.NONE);
        later();
        plug.put("a", "third");
        assertThat(past().versions(path("a"))).extracting(Version::bytes).containsExactly(6L, 5L);
        assertThat(names("", plug.now)).containsExactly("a");
        assertThat(names("", Instant.now())).isNotNull();
    }

    @Test
    void theJournalForgetsItsOlderHalf() throws IOException {
        Path folder = Files.createDirectory(root.resolve("elsewhere"));
        History history = new History(folder, 4000);
        for (int i = 0; i < 1000; i++) {
            history.add(false, new History.Change(Instant.ofEpochMilli(i), "/a" + i, "/b" + i));
        }
        assertThat(Files.size(folder.resolve("journal"))).isBetween(1000L, 4100L);
        History.Log log = history.read();
        assertThat(log.changes().getLast().to()).isEqualTo("/b999");
        assertThat(log.begin()).isEqualTo(log.changes().getFirst().at());
    }

    private Past past() {
        return plug.space.past();
    }

    private List<String> names(String folder, Instant at) throws IOException {
        return past().list(path(folder), at, "", 100).entries().stream()
                .map(Entry::name)
                .toList();
    }

    /** Lets an hour pass; returns the moment in its middle. */
    private Instant later() {
        plug.now = plug.now.plus(Duration.ofHours(1));
        return plug.now;
    }

    private static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private List<String> former() {
        return List.of(root.resolve(".hearth/versions/anna/files").toFile().list());
    }

    private static String text(OpenFile open) throws IOException {
        try (OpenFile file = open) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.entry().bytes());
            while (bytes.hasRemaining() && file.channel().read(bytes) >= 0) {
                // Until all is read.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }
}
