// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fifty power cuts during updates (one more, in the instant of the answer, is in {@link UpdateIT}): the plug starts on the old or on the new version, never between, and its owner's files are there. */
@Order(61)
@Tag("campaign")
@BootTarget(kind = "card", powerCuts = true)
class UpdatePowerCutIT {
    private static final Content LETTER = Content.of(42, 300_000);
    private static final int AT_THE_ANSWER = 3;

    private static String today;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_123L));

    @Test
    void fiftyPowerCutsDuringUpdates(Plug plug) {
        cutUpdates(plug, 50);
    }

    /** Each time another version goes into the slot that does not run, and the disk goes back to one of the writes of that. */
    private void cutUpdates(Plug plug, int cuts) {
        Updates updates = new Updates(plug);
        if (today == null) {
            today = updates.state().get("version").string();
        }
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Letters/").put("oma.bin", LETTER);
        }
        for (int cut = 1; cut <= cuts; cut++) {
            String old = updates.state().get("version").string();
            String name = old.equals(Updates.NEXT) ? "today" : "next";
            String wanted = old.equals(Updates.NEXT) ? today : Updates.NEXT;
            long moment = plug.target().diskMoment();
            Json state = updates.install(Updates.body(Updates.bundle(name)), name + ".raucb", true);
            assertThat(state.get("phase").string()).as("%s", state).isEqualTo("installed");
            // each third in the instant of the answer
            boolean atTheAnswer = cut % AT_THE_ANSWER == 0;
            CutReport report = atTheAnswer
                    ? plug.target().cut(random.nextLong())
                    : plug.target().cutSince(moment, random.nextLong());
            plug.boot();
            String after = updates.state().get("version").string();
            System.out.printf("cut %d of an update to %s: %s, %s%n", cut, wanted, after, report);
            assertThat(after).isIn(old, wanted);
            if (atTheAnswer) {
                assertThat(after).as("installed, then cut").isEqualTo(wanted);
            }
            assertThat(report.honest()).isTrue();
            try (PlugClient owner = plug.owner()) {
                new Folder(owner, "Letters/").assertHolds("oma.bin", LETTER);
            }
        }
    }
}
