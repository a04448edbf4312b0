// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.hearthplug.scenarios.Way.Tus;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of an acknowledgement, whichever way a file comes (page, tus, WebDAV, SFTP): when the plug has said "stored", the file
 * survives the loss of power in that instant; a file of which it has not said so is there whole, or not at all; the same of new names; what
 * tus was told to have arrived need not be sent again; and the index finds what is there. The disk loses what no flush covered. A stretch
 * of uploads is recorded and looked at in instants drawn from all of its writes; a few cuts are in earnest, with a start after them.
 */
@Order(60)
@BootTarget(powerCuts = true)
class PowerCutIT {
    private static final String FOLDER = "Cuts/";
    private static final String STRETCH = "Stretch/";
    private static final int SMALLEST = 1;
    private static final int LARGEST = 1_500_000;
    private static final int CHECKED_EACH_TIME = 3;
    private static final int FEW = 24;

    /** Instants of one stretch at most: the next ones are of other files. */
    private static final int MANY = 100;

    private static final int STEPS = 24;

    /** Cuts in earnest of the campaign: each way with each end. */
    private static final int IN_EARNEST = 12;

    /** The first cut that comes half way of an upload over tus. */
    private static final int HALF_WAY_CUT = 9;

    /** What one answer to a search tells at most. */
    private static final int FOUND_AT_MOST = 200;

    private final Map<String, Content> stored = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_123L));
    private AppPassword password;

    @TempDir
    private Path work;

    @Test
    void acknowledgedFilesAreThereAtAnyInstantAndOthersWholeOrAbsent(Plug plug) throws Exception {
        Cuts cuts = new Cuts();
        lookBack(plug, FEW, cuts);
        assertThat(cuts.midway()).as("instants in the midst of an upload").isPositive();
    }

    @Test
    void halfAnUploadAndItsIndexSurviveAPowerCut(Plug plug) throws Exception {
        cutRepeatedly(plug, HALF_WAY_CUT, HALF_WAY_CUT);
    }

    @Test
    @Tag("campaign")
    void acknowledgedFilesAreThereAtManyInstants(Plug plug) throws Exception {
        int instants = Integer.getInteger("hearth.cuts", 300);
        Cuts cuts = new Cuts();
        for (int done = 0; done < instants; done += MANY) {
            lookBack(plug, Math.min(MANY, instants - done), cuts);
        }
        assertThat(cuts.lossy())
                .as("instants that lost something; without, little was tried")
                .isPositive();
    }

    @Test
    @Tag("campaign")
    void acknowledgedFilesSurvivePowerCutsOnEachWayAtEachEnd(Plug plug) throws Exception {
        cutRepeatedly(plug, 1, IN_EARNEST);
    }

    /**
     * What a folder holds, in time.
     *
     * @param moment of the disk, taken after the plug had acknowledged what made it so
     * @param begun a moment before that was asked for
     * @param files names and contents' hashes
     */
    private record State(long begun, long moment, Map<String, String> files) {}

    /**
     * Records uploads, replacements and new names on each way. At each instant the disk has the last acknowledged state, or that which was
     * then under way. The power goes at the end, with the last answer, and the plug has it all after its start.
     */
    private void lookBack(Plug plug, int instants, Cuts cuts) throws Exception {
        plug.boot();
        Map<String, Content> files = new LinkedHashMap<>();
        List<State> states = new ArrayList<>();
        CutReport report;
        try (PlugClient owner = plug.owner()) {
            Way.Sender sender = sender(plug, Folder.at(owner, STRETCH));
            for (String old : sender.folder().names()) {
                assertThat(sender.folder().delete(old).status()).isEqualTo(200);
            }
            long moment = plug.target().diskMoment();
            states.add(new State(moment, moment, Map.of()));
            for (int step = 0; step < STEPS; step++) {
                long begun = plug.target().diskMoment();
                take(step, sender, files);
                states.add(new State(begun, plug.target().diskMoment(), hashes(files)));
            }
            report = plug.target()
                    .cutAndLookBack(
                            moment, instants, random.nextLong(), cuts.timed(crash -> check(crash, states, cuts)));
        }
        System.out.printf("%s%nthe power went with the last answer, %s%n", cuts, report);
        plug.boot();
        try (PlugClient owner = plug.owner()) {
            Folder folder = new Folder(owner, STRETCH);
            assertThat(folder.names()).containsExactlyInAnyOrderElementsOf(files.keySet());
            files.forEach(folder::assertHolds);
            assertThat(indexed(folder)).containsExactlyInAnyOrderElementsOf(files.keySet());
        }
    }

    /** The ways take turns; of each one's steps some replace a file and some give it another name. */
    private void take(int step, Way.Sender sender, Map<String, Content> files) throws Exception {
        Way way = Way.values()[step % Way.values().length];
        int kind = files.isEmpty() ? 0 : step / Way.values().length % 3;
        String known = files.isEmpty() ? "" : List.copyOf(files.keySet()).get(random.nextInt(files.size()));
        String fresh = "file-" + step + ".bin";
        if (kind == 2) {
            way.move(sender, known, fresh);
            files.put(fresh, files.remove(known));
        } else {
            Content content = Content.of(random.nextLong(), random.nextInt(SMALLEST, LARGEST));
            String name = kind == 1 ? known : fresh;
            way.store(sender, name, content);
            files.put(name, content);
        }
    }

    private void check(Crash crash, List<State> states, Cuts cuts) throws IOException, InterruptedException {
        int last = 0;
        while (last + 1 < states.size() && crash.isAfter(states.get(last + 1).moment())) {
            last++;
        }
        State next = states.get(Math.min(last + 1, states.size() - 1));
        cuts.add(crash.report(), next.moment() > states.get(last).moment() && crash.isAfter(next.begun()));
        CrashedDisk disk = CrashedDisk.of(crash, Files.createDirectories(work.resolve("looks")));
        Path into = Files.createTempDirectory(work, "crash");
        Path folder = disk.copy("files/" + Plug.OWNER.toLowerCase(Locale.ROOT) + "/" + STRETCH.replace("/", ""), into);
        Map<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                found.put(file.getFileName().toString(), new Content(Files.readAllBytes(file)).sha256());
                Files.delete(file);
            }
        }
        Files.delete(folder);
        Files.delete(into);
        assertThat(found)
                .as("after step %d of the stretch, %s", last, crash)
                .isIn(states.get(last).files(), next.files());
    }

    private static Map<String, String> hashes(Map<String, Content> files) {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((name, content) -> hashes.put(name, content.sha256()));
        return hashes;
    }

    private Way.Sender sender(Plug plug, Folder folder) throws Exception {
        if (password == null) {
            password = AppPassword.of(folder.owner(), Plug.OWNER, "cuts");
        }
        return new Way.Sender(plug, folder, password, new Rclone(plug, password, work));
    }

    /** @param first number of the first cut, which says on which way and when; its last one is {@code last} */
    private void cutRepeatedly(Plug plug, int first, int last) throws Exception {
        // Off after a stretch that failed.
        plug.boot();
        int lossy = 0;
        for (int cut = first; cut <= last; cut++) {
            Upload upload;
            CutReport report;
            try (PlugClient owner = plug.owner()) {
                Way.Sender sender = sender(plug, Folder.at(owner, FOLDER));
                upload = draw(cut);
                long moment = plug.target().diskMoment();
                upload.send(sender);
                report = upload.end == End.BEFORE_THE_ANSWER
                        ? plug.target().cutSince(moment, random.nextLong())
                        : plug.target().cut(random.nextLong());
            }
            assertThat(report.honest()).isTrue();
            lossy += report.volatileWrites() > report.keptWrites() ? 1 : 0;
            System.out.printf("cut %d: %s, %s%n", cut, upload, report);
            plug.boot();
            try (PlugClient owner = plug.owner()) {
                verify(new Folder(owner, FOLDER), upload);
            }
        }
        try (PlugClient owner = plug.owner()) {
            stored.forEach(new Folder(owner, FOLDER)::assertHolds);
        }
        System.out.printf("%d of %d cuts lost writes that no flush covered%n", lossy, last - first + 1);
    }

    /** When the power goes. */
    private enum End {
        /** In the instant in which the plug says that the file is stored. */
        WITH_THE_ANSWER,
        /** The disk goes back to one of the writes before that answer. */
        BEFORE_THE_ANSWER,
        /** In the instant in which the plug says that half of the file has arrived; tus only. */
        HALF_WAY
    }

    /** The ways take turns; of each one's uploads every third replaces an older file, and the ends take turns too. */
    private Upload draw(int cut) {
        Way way = Way.values()[cut % Way.values().length];
        int turn = cut / Way.values().length;
        boolean replaces = turn % 3 == 2 && !stored.isEmpty();
        String name = replaces
                ? stored.keySet().stream()
                        .skip(random.nextInt(stored.size()))
                        .findFirst()
                        .orElseThrow()
                : "file-" + cut + ".bin";
        Content content = Content.of(random.nextLong(), random.nextInt(SMALLEST, LARGEST));
        End end = way == Way.TUS ? End.values()[turn % 3] : End.values()[turn % 2];
        return new Upload(way, name, content, stored.get(name), end);
    }

    private static final class Upload {
        private final Way way;
        private final String name;
        private final Content content;
        private final Content before;
        private final End end;
        private Tus half;

        Upload(Way way, String name, Content content, Content before, End end) {
            this.way = way;
            this.name = name;
            this.content = content;
            this.before = before;
            this.end = end;
        }

        void send(Way.Sender sender) throws Exception {
            if (end == End.HALF_WAY) {
                half = Tus.begin(sender.folder(), name, content);
                half.send(0, content.bytes().length / 2);
            } else {
                way.store(sender, name, content);
            }
        }

        @Override
        public String toString() {
            return way + " " + name + ", " + content.bytes().length + " bytes, "
                    + (before == null ? "new" : "replacing") + ", cut " + end;
        }
    }

    private void verify(Folder folder, Upload upload) {
        Set<String> names = folder.names();
        Set<String> expected = new TreeSet<>(stored.keySet());
        if (upload.end == End.WITH_THE_ANSWER) {
            stored.put(upload.name, upload.content);
            expected.add(upload.name);
        } else if (names.contains(upload.name)) {
            stored.put(upload.name, wholeOneOf(folder, upload));
            expected.add(upload.name);
        }
        assertThat(names).as("after %s", upload).containsExactlyInAnyOrderElementsOf(expected);
        if (upload.half != null) {
            goOn(folder, upload);
        }
        // The newest ones each time, all of them at the end.
        stored.entrySet().stream()
                .skip(Math.max(0, stored.size() - CHECKED_EACH_TIME))
                .forEach(file -> folder.assertHolds(file.getKey(), file.getValue()));
        if (stored.containsKey(upload.name)) {
            folder.assertHolds(upload.name, stored.get(upload.name));
        }
        if (stored.size() <= FOUND_AT_MOST) {
            Set<String> all = stored.keySet();
            assertThat(indexed(folder))
                    .as("what the index knows after %s", upload)
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }

    /** Half of the file was acknowledged: it has not its name yet, and only the rest is sent. */
    private void goOn(Folder folder, Upload upload) {
        int arrived = upload.content.bytes().length / 2;
        assertThat(stored.get(upload.name)).as("%s", upload).isEqualTo(upload.before);
        Tus again = upload.half.by(folder.owner());
        assertThat(again.offset()).as("what was acknowledged of %s", upload).isEqualTo(arrived);
        again.send(arrived, upload.content.bytes().length);
        stored.put(upload.name, upload.content);
    }

    /** The names that a search finds, when the index has looked at everything. */
    private static Set<String> indexed(Folder folder) {
        String under = "/" + folder.path().substring(0, folder.path().length() - 1);
        String url = "/api/v1/search?q=file&under=" + under + "&limit=" + FOUND_AT_MOST;
        return Deadline.seconds(120).await("the index to have looked at everything", () -> {
            PlugClient.Answer answer = folder.owner().send("GET", url);
            if (answer.status() != 200 || !answer.json().get("complete").bool()) {
                return Optional.empty();
            }
            return Optional.of(answer.json().get("matches").list().stream()
                    .map(match -> match.get("name").string())
                    .collect(Collectors.toSet()));
        });
    }

    /** What a file holds whose new content nobody acknowledged: the new or the old content, whole. */
    private static Content wholeOneOf(Folder folder, Upload upload) {
        byte[] found = folder.get(upload.name).body();
        if (upload.before != null && found.length == upload.before.bytes().length) {
            assertThat(found).as("%s", upload).isEqualTo(upload.before.bytes());
            return upload.before;
        }
        assertThat(found).as("%s", upload).isEqualTo(upload.content.bytes());
        return upload.content;
    }
}
