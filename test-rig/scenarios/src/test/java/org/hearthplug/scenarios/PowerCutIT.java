// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
 * survives the loss of power in that instant; a file of which it has not said so is there whole, or not at all; what tus was told to
 * have arrived need not be sent again; and the index finds what is there. The disk loses what no flush covered.
 */
@Order(60)
@BootTarget(powerCuts = true)
class PowerCutIT {
    private static final String FOLDER = "Cuts/";
    private static final int SMALLEST = 1;
    private static final int LARGEST = 1_500_000;
    private static final int CHECKED_EACH_TIME = 3;

    /** What one answer to a search tells at most. */
    private static final int FOUND_AT_MOST = 200;

    private final Map<String, Content> stored = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_123L));
    private AppPassword password;

    @TempDir
    private Path work;

    @Test
    void acknowledgedFilesSurviveAPowerCutOnEachWayAndOthersAreWholeOrAbsent(Plug plug) throws Exception {
        cutRepeatedly(plug, Way.values().length);
    }

    @Test
    @Tag("campaign")
    void acknowledgedFilesSurviveManyPowerCuts(Plug plug) throws Exception {
        assertThat(cutRepeatedly(plug, Integer.getInteger("hearth.cuts", 300)))
                .as("cuts that lost something (three in twenty do); without, little was tried")
                .isPositive();
    }

    /** @return how many of the cuts lost writes that no flush covered */
    private int cutRepeatedly(Plug plug, int cuts) throws Exception {
        int lossy = 0;
        for (int cut = 1; cut <= cuts; cut++) {
            Upload upload;
            CutReport report;
            try (PlugClient owner = plug.owner()) {
                Folder folder = Folder.at(owner, FOLDER);
                if (password == null) {
                    password = AppPassword.of(owner, Plug.OWNER, "cuts");
                }
                Way.Sender sender = new Way.Sender(plug, folder, password, new Rclone(plug, password, work));
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
        System.out.printf("%d of %d cuts lost writes that no flush covered%n", lossy, cuts);
        return lossy;
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
            assertThat(indexed(folder.owner()))
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
    private static Set<String> indexed(PlugClient owner) {
        String url = "/api/v1/search?q=file&under=/Cuts&limit=" + FOUND_AT_MOST;
        return Deadline.seconds(120).await("the index to have looked at everything", () -> {
            PlugClient.Answer answer = owner.send("GET", url);
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
