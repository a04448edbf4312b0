// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hearthplug.runtime.platform.UpdateMessages.FoundBundle;
import org.hearthplug.runtime.platform.UpdateMessages.LastUpdate;
import org.hearthplug.runtime.platform.UpdateMessages.UpdateState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the state says for what the updater, the boot loader and the last installation left. */
class UpdatesTest {
    @TempDir
    Path folder;

    private UpdatePaths paths;
    private Updater updater;
    private UpdateStates states;

    @BeforeEach
    void aPlugInSlotA() throws IOException {
        Files.createDirectories(folder.resolve("service/supervise"));
        Files.createDirectories(folder.resolve("work"));
        paths = new UpdatePaths(
                folder.resolve("work"),
                folder.resolve("service"),
                folder.resolve("card"),
                folder.resolve("update.last"),
                folder.resolve("cmdline"));
        Files.writeString(paths.commandLine(), "console=ttyAMA0 rauc.slot=A quiet\n");
        updater = new Updater(paths.work(), paths.service());
        states = new UpdateStates(paths, updater, "1.0.0");
    }

    private void boot(String order, int aLeft, int bLeft, int bTrial) throws IOException {
        BootRecordsTest.card(
                folder,
                BootRecordsTest.record(
                        "SEQ=5",
                        "ORDER=" + order,
                        "A_LEFT=" + aLeft,
                        "B_LEFT=" + bLeft,
                        "A_TRIAL=0",
                        "B_TRIAL=" + bTrial),
                new byte[0]);
    }

    private void say(String state, String kind) throws IOException {
        Files.writeString(
                folder.resolve("work/status"),
                "state=" + state + "\nsource=x.raucb\nversion=2.0.0\npercent=40\nkind=" + kind
                        + "\ndetail=A sentence.\n");
    }

    private void replace(String file, String content) throws IOException {
        Path beside = folder.resolve("beside");
        Files.writeString(beside, content);
        Files.move(beside, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void last(String version, String slot) throws IOException {
        Files.writeString(paths.record(), "version=" + version + "\nfrom=1.0.0\nslot=" + slot + "\n");
    }

    @Test
    void aPlugWithoutSlotsCannotAndSaysSo() throws IOException {
        assertThat(states.now().supported()).isFalse();
        boot("A B", 3, 3, 0);
        Files.writeString(paths.commandLine(), "xrauc.slot=A rauc.slot=C\n");
        assertThat(states.now().supported()).isFalse();
    }

    @Test
    void tellsWhatIsUnderWay() throws IOException {
        boot("A B", 3, 3, 0);
        assertThat(states.now().phase()).isEqualTo("idle");
        say("writing", "");
        Files.writeString(folder.resolve("service/supervise/stat"), "run\n");
        UpdateState now = states.now();
        assertThat(now.phase()).isEqualTo("writing");
        assertThat(now.percent()).isEqualTo(40);
        assertThat(now.newVersion()).isEqualTo("2.0.0");
        assertThat(now.problem()).isNull();
    }

    @Test
    void anUpdaterThatWentAwayIsAFailureAndNotForEver() throws IOException {
        boot("A B", 3, 3, 0);
        say("writing", "");
        Files.writeString(folder.resolve("service/supervise/stat"), "down\n");
        assertThat(states.now().problem()).isEqualTo("stopped");
        assertThat(states.now().detail()).endsWith("try again.");
    }

    /** Whoever looks while it works never takes an end, or a beginning, for an updater that went away. */
    @Test
    void anUpdaterThatEndsWhileSomebodyLooksHasNotGoneAway() throws Exception {
        boot("A B", 3, 3, 0);
        replace("service/supervise/stat", "down\n");
        Thread work = Thread.ofPlatform().start(() -> {
            try {
                for (int round = 0; round < 1500; round++) {
                    synchronized (states) {
                        replace("work/status", "state=checking\n");
                        replace("work/request", "do=install\n");
                    }
                    replace("service/supervise/stat", "run\n");
                    Files.delete(folder.resolve("work/request"));
                    replace("work/status", "state=writing\n");
                    replace("work/status", "state=failed\nkind=signature\n");
                    replace("service/supervise/stat", "down\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Set<String> problems = new HashSet<>();
        while (work.isAlive()) {
            synchronized (states) { // as Updates does
                problems.add(String.valueOf(states.now().problem()));
            }
        }
        work.join();
        assertThat(problems).doesNotContain("stopped").contains("signature");
    }

    @Test
    void tellsHowTheLastUpdateEnded() throws IOException {
        boot("B A", 3, 3, 1);
        last("2.0.0", "B");
        assertThat(states.now().last()).isEqualTo(new LastUpdate("2.0.0", "1.0.0", "waiting"));
        boot("B A", 3, 0, 1);
        assertThat(states.now().last().outcome()).isEqualTo("rolled-back");
        Files.writeString(paths.commandLine(), "rauc.slot=B");
        boot("B A", 3, 2, 1);
        assertThat(states.now().last().outcome()).isEqualTo("trial");
        assertThat(states.now().onTrial()).isTrue();
        boot("B A", 3, 3, 0);
        assertThat(states.now().last().outcome()).isEqualTo("good");
    }

    @Test
    void bundlesOnSticksAreTakenByTheirFormOnly() throws IOException {
        boot("A B", 3, 3, 0);
        Files.writeString(
                folder.resolve("work/found"),
                "sda1 1234 hearth 2.raucb\nsdb 5 x.raucb\nmmcblk0 5 x.raucb\nsda1 -1 y.raucb\nsda1 1 ../y.raucb\nnonsense\n");
        assertThat(states.now().bundles())
                .containsExactly(new FoundBundle("sda1", "hearth 2.raucb", 1234), new FoundBundle("sdb", "x.raucb", 5));
    }

    @Test
    void aRequestIsWholeAndWakesTheUpdater() throws IOException {
        Files.createFile(folder.resolve("service/supervise/control"));
        assertThat(updater.there()).isTrue();
        updater.request(List.of("do=install", "name=a.raucb"));
        assertThat(folder.resolve("work/request")).hasContent("do=install\nname=a.raucb\n");
        assertThat(Files.readString(folder.resolve("service/supervise/control")))
                .startsWith("o");
        assertThat(updater.busy()).isTrue();
        Files.delete(folder.resolve("work/request"));
    }

    /** A person who sees the bundle on the stick may install it while another look is on its way. */
    @Test
    void whoOnlyLooksIsNotBusy() throws IOException {
        boot("A B", 3, 3, 0);
        Files.writeString(folder.resolve("work/request"), "do=look\n");
        assertThat(updater.busy()).isFalse();
        replace("service/supervise/stat", "run\n");
        Files.move(folder.resolve("work/request"), folder.resolve("work/request.taken"));
        assertThat(updater.busy()).isFalse();
        updater.announce("a.raucb");
        Files.writeString(folder.resolve("work/request"), "do=install\n");
        assertThat(updater.busy())
                .as("an installation waits for the look's end")
                .isTrue();
        assertThat(states.now().phase()).isEqualTo("checking");
        Files.move(
                folder.resolve("work/request"),
                folder.resolve("work/request.taken"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(updater.busy()).isTrue();
        assertThat(states.now().phase()).isEqualTo("checking");
    }

    /** Nothing that the files hold brings the state down. */
    @Test
    void anyStatusFileGivesAState() throws IOException {
        boot("A B", 3, 3, 0);
        Random random = new Random(7);
        String[] pieces = {
            "state=", "writing", "percent=", "999999999999", "\n", "=", "kind=", "\0", "é", "source", "version=1"
        };
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Files.writeString(folder.resolve("work/status"), text);
            Files.writeString(folder.resolve("work/found"), text);
            Files.writeString(paths.record(), text);
            UpdateState now = states.now();
            assertThat(now.percent()).isBetween(0, 100);
            assertThat(now.phase()).isIn("idle", "checking", "writing", "installed", "failed");
        }
    }
}
