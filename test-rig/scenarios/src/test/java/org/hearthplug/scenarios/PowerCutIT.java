// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The promise of an acknowledgement: when the plug has said "stored", the file survives the loss of power in that instant;
 * a file of which it has not said so is there whole, or not at all. The disk loses what no flush covered.
 */
@Order(60)
@BootTarget(powerCuts = true)
class PowerCutIT {
    private static final String FOLDER = "Cuts/";
    private static final int SMALLEST = 1;
    private static final int LARGEST = 1_500_000;
    private static final int CHECKED_EACH_TIME = 3;

    private final Map<String, Content> stored = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_123L));

    @Test
    void acknowledgedFilesSurviveTwentyPowerCutsAndOthersAreWholeOrAbsent(Plug plug) {
        cutRepeatedly(plug, 20);
    }

    @Test
    @Tag("campaign")
    void acknowledgedFilesSurviveManyPowerCuts(Plug plug) {
        cutRepeatedly(plug, Integer.getInteger("hearth.cuts", 300));
    }

    private void cutRepeatedly(Plug plug, int cuts) {
        int lossy = 0;
        for (int cut = 1; cut <= cuts; cut++) {
            Upload upload;
            CutReport report;
            try (PlugClient owner = plug.owner()) {
                Folder folder = Folder.at(owner, FOLDER);
                long moment = plug.target().diskMoment();
                upload = start(folder, cut);
                upload.awaitAnswer();
                report = upload.acknowledged
                        ? plug.target().cut(random.nextLong())
                        : plug.target().cutSince(moment, random.nextLong());
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
        assertThat(lossy)
                .as("cuts that lost something; without, nothing was tried")
                .isPositive();
    }

    /** Every third upload replaces an older file; every second is cut in the instant of its acknowledgement. */
    private Upload start(Folder folder, int cut) {
        boolean replaces = cut % 3 == 0 && !stored.isEmpty();
        String name = replaces
                ? stored.keySet().stream()
                        .skip(random.nextInt(stored.size()))
                        .findFirst()
                        .orElseThrow()
                : "file-" + cut + ".bin";
        Content content = Content.of(random.nextLong(), random.nextInt(SMALLEST, LARGEST));
        return new Upload(folder, name, content, stored.get(name), cut % 2 == 0);
    }

    private final class Upload {
        private final String name;
        private final Content content;
        private final Content before;
        private final boolean cutAtAcknowledgement;
        private final CompletableFuture<Answer> answer;
        private boolean acknowledged;

        Upload(Folder folder, String name, Content content, Content before, boolean cutAtAcknowledgement) {
            this.name = name;
            this.content = content;
            this.before = before;
            this.cutAtAcknowledgement = cutAtAcknowledgement;
            this.answer = folder.owner()
                    .sendAsync("PUT", folder.url(name), BodyPublishers.ofByteArray(content.bytes()), Map.of());
        }

        /** Half of the cuts come with the answer; for the others the disk goes back to one of the writes before it. */
        void awaitAnswer() {
            assertThat(answer.join().status()).isIn(200, 201);
            acknowledged = cutAtAcknowledgement;
        }

        @Override
        public String toString() {
            return name + ", " + content.bytes().length + " bytes, " + (before == null ? "new" : "replacing")
                    + (acknowledged ? ", acknowledged" : ", cut before its acknowledgement");
        }
    }

    private void verify(Folder folder, Upload upload) {
        Set<String> names = folder.names();
        Set<String> expected = new TreeSet<>(stored.keySet());
        if (upload.acknowledged) {
            stored.put(upload.name, upload.content);
            expected.add(upload.name);
        } else if (names.contains(upload.name)) {
            stored.put(upload.name, wholeOneOf(folder, upload));
            expected.add(upload.name);
        }
        assertThat(names).as("after %s", upload).containsExactlyInAnyOrderElementsOf(expected);
        // The newest ones each time, all of them at the end.
        stored.entrySet().stream()
                .skip(Math.max(0, stored.size() - CHECKED_EACH_TIME))
                .forEach(file -> folder.assertHolds(file.getKey(), file.getValue()));
        if (stored.containsKey(upload.name)) {
            folder.assertHolds(upload.name, stored.get(upload.name));
        }
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
