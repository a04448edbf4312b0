// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.energy.EnergyKeeper;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that keeps to its hours, and an owner who is told; the clock is the test's. */
class DeskTest {
    private static final Map<String, Object> NIGHT = Map.of("fromUtc", 22L, "toUtc", 6L);
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Map<?, ?>> withs = new ConcurrentLinkedQueue<>();
    private volatile Instant now = Instant.parse("2026-11-24T23:00:00Z");
    private volatile boolean finish;
    private volatile boolean busy;
    private VarlinkServer server;
    private EnergyKeeper energy;
    private Desk desk;

    @BeforeEach
    void aDeskAndAnEngineThatWorksUntilItMayEnd() throws IOException {
        Files.createDirectories(folder.resolve("engine"));
        server = new VarlinkServer(
                new VarlinkServer.Endpoint(folder.resolve("engine/socket"), null),
                new ServiceInfo("Hearth", "test", "1", ""),
                (peer, called) -> true,
                VarlinkServer.Limits.DEFAULT,
                List.of(new VarlinkInterface(
                        "org.hearthplug.Backup",
                        "interface org.hearthplug.Backup\nmethod Run() -> ()",
                        Map.of("Run", this::answer))));
        server.start();
        energy = new EnergyKeeper(folder, new NoPlatform(), () -> now);
        desk = new Desk(
                folder.resolve("backup"),
                folder.resolve("engine"),
                folder.resolve("files/anna"),
                () -> Map.of("sources", List.of("/data/files")),
                energy::weighBackup,
                () -> now);
        desk.with(book -> {
            book.add(new LinkedHashMap<>(Map.of("id", "a", "kind", "webdav", "url", "https://c/", "label", "C")), "");
            book.settings().put("proved", true);
            book.keepSettings();
            return null;
        });
    }

    @AfterEach
    void end() {
        finish = true;
        desk.close();
        energy.close();
        server.close();
    }

    private void answer(VarlinkCall call) throws IOException, InterruptedException {
        Map<String, Object> parameters =
                call.parameters(io.avaje.jsonb.Jsonb.instance().type(io.avaje.jsonb.Types.mapOf(Object.class)));
        asked.add("" + parameters.get("do"));
        withs.add((Map<?, ?>) parameters.get("with"));
        if (busy) {
            throw VarlinkException.replied("org.hearthplug.Backup.Busy", null);
        }
        String phase = "SAVING";
        if (parameters.get("do").equals("restore")) {
            phase = "RESTORING";
            Path into = Files.createDirectories(Path.of("" + withs.element().get("into")));
            Files.writeString(into.resolve("film.mp4"), "the first half");
        }
        while (!finish) {
            call.replyContinues("{\"progress\":{\"phase\":\"" + phase + "\",\"items\":1,\"bytes\":2}}");
            Thread.sleep(5);
        }
        call.reply(
                "{\"result\":{\"targets\":[{\"id\":\"a\",\"state\":\"WELL\",\"error\":\"\",\"damaged\":0,\"newest\":\""
                        + now + "\"}]}}");
    }

    private void await(String what, java.util.function.BooleanSupplier so) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    private void hours(Map<String, Object> hours) throws IOException {
        desk.with(book -> book.settings().put("hours", hours));
    }

    private String alert() {
        return "" + desk.describe().get("alert");
    }

    @Test
    void aBackupPausesWhenItsHoursEndAndGoesOnByItself() throws Exception {
        hours(NIGHT);
        desk.tick(Set.of());
        await("the backup to begin", () -> asked.contains("backup"));
        now = Instant.parse("2026-11-25T05:59:30Z");
        desk.tick(Set.of());
        assertThat(desk.describe().get("job").toString()).doesNotContain("pausing");
        now = Instant.parse("2026-11-25T06:00:10Z");
        desk.tick(Set.of());
        await("the backup to pause", () -> !desk.busy());
        assertThat(desk.describe().get("paused").toString()).contains("backup", "2026-11-25T22:00:00Z");
        assertThat(desk.describe().get("last").toString())
                .as("a pause is no failure")
                .doesNotContain("error");
        desk.tick(Set.of());
        assertThat(desk.busy()).isFalse();
        now = Instant.parse("2026-11-25T22:00:10Z");
        finish = true;
        desk.tick(Set.of());
        await("the backup to be done", () -> !desk.busy());
        assertThat(asked).containsExactly("backup", "backup");
        assertThat(desk.describe()).doesNotContainKey("paused");
        assertThat(desk.describe().get("last").toString()).contains("ok=true");
    }

    /** What was stopped still sends what was on its way; on a slow line that takes longer than half a minute. */
    @Test
    void whileBackupdIsStillAtItTheNextWorkWaitsAndIsNoFailure() throws Exception {
        busy = true;
        desk.tick(Set.of());
        await("the backup to give way", () -> asked.size() == 1 && !desk.busy());
        assertThat(desk.describe().get("last").toString()).doesNotContain("error");
        assertThat(desk.describe().get("paused").toString()).contains("backup");
        busy = false;
        finish = true;
        desk.tick(Set.of());
        await("the backup to be done", () -> asked.size() == 2 && !desk.busy());
        assertThat(desk.describe().get("last").toString()).contains("ok=true");
    }

    @Test
    void aPauseOutlivesARestart() throws Exception {
        hours(NIGHT);
        desk.tick(Set.of());
        await("the backup to begin", () -> asked.contains("backup"));
        now = Instant.parse("2026-11-25T07:00:00Z");
        desk.tick(Set.of());
        await("the backup to pause", () -> !desk.busy());
        assertThat(new Book(folder.resolve("backup")).state().get("paused").toString())
                .contains("backup");
    }

    @Test
    void whatTheOwnerBeginsOutsideTheHoursGoesOnUntilTheyHaveComeAndGone() throws Exception {
        hours(NIGHT);
        now = Instant.parse("2026-11-24T12:00:00Z");
        desk.start("backup");
        await("the backup to begin", () -> asked.contains("backup"));
        desk.tick(Set.of());
        assertThat(desk.describe().get("job").toString()).contains("stopping=false");
        now = Instant.parse("2026-11-24T22:30:00Z");
        desk.tick(Set.of());
        now = Instant.parse("2026-11-25T06:30:00Z");
        desk.tick(Set.of());
        await("the backup to pause", () -> !desk.busy());
        assertThat(desk.describe()).containsKey("paused");
    }

    @Test
    void theOwnerIsToldWhenTheLastGoodCopyIsOlderThanADay() throws Exception {
        finish = true;
        desk.start("backup");
        await("the backup to be done", () -> !desk.busy());
        Instant made = now;
        assertThat(alert()).isEmpty();
        now = made.plus(Duration.ofHours(24));
        assertThat(alert()).isEmpty();
        now = made.plus(Duration.ofHours(24)).plus(Duration.ofMinutes(6));
        assertThat(alert()).isEqualTo("old");
        finish = false;
        desk.start("backup");
        await("the backup to begin", () -> asked.size() == 2);
        assertThat(alert()).as("the daily backup is at work").isEmpty();
        now = made.plus(Duration.ofHours(25)).plus(Duration.ofMinutes(1));
        assertThat(alert()).isEqualTo("old");
        finish = true;
        await("the backup to be done", () -> !desk.busy());
        assertThat(alert()).isEmpty();
    }

    /** A restore that cannot be tried because the disk lies in a drawer would be tried again and again. */
    @Test
    void aDrillIsOfAPlaceThatAnswered() throws Exception {
        desk.with(book -> {
            book.add(new LinkedHashMap<>(Map.of("id", "b", "kind", "folder", "path", "/x", "label", "B")), "");
            book.state()
                    .put(
                            "targets",
                            Map.of(
                                    "a", Map.of("state", "DOWN"),
                                    "b", Map.of("state", "WELL", "drilledAt", now.toString())));
            return null;
        });
        finish = true;
        desk.start("drill");
        await("the drill to be done", () -> !desk.busy());
        assertThat(withs.element().get("target")).isEqualTo("b");
    }

    @Test
    void aRestoreStopsAndLeavesNothingWhenTheDiskFills() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Restores.Room filling = bytes -> {
            if (looks.incrementAndGet() > 3) {
                throw new StorageException(StorageException.Kind.FULL, "The disk is full.");
            }
        };
        new Restores(desk, null, null, folder.resolve("files"), filling)
                .everybody("a", new Roots.Known("/files", "/note", List.of(), ""), null);
        await("the restore to end", () -> !desk.busy());
        assertThat(desk.describe().get("last").toString()).contains("kind=FULL", "The disk is full.");
        assertThat(folder.resolve("files/.hearth/restore")).doesNotExist();
    }

    @Test
    void whileThereIsWorkNoPlaceIsChangedOrRemoved() throws Exception {
        Setup setup = new Setup(desk);
        desk.start("backup");
        await("the backup to begin", () -> asked.contains("backup"));
        assertThatThrownBy(() -> setup.change("a", Map.of("limitMbit", 1L))).hasMessageContaining("at work");
        assertThatThrownBy(() -> setup.remove("a")).hasMessageContaining("at work");
        assertThat(desk.with(Book::targets)).hasSize(1);
        finish = true;
        await("the backup to be done", () -> !desk.busy());
        setup.remove("a");
        assertThat(desk.with(Book::targets)).isEmpty();
    }

    @Test
    void aLimitIsKeptAndReachesTheEngine() throws Exception {
        Setup setup = new Setup(desk);
        setup.change("a", Map.of("limitMbit", 2.5));
        assertThat(desk.with(Book::setting).toString()).contains("limitMbit=2.5");
        assertThat(desk.describe().get("targets").toString()).contains("limitMbit=2.5");
        setup.change("a", Map.of("limitMbit", 0L));
        assertThat(desk.with(Book::setting).toString()).doesNotContain("limitMbit");
        for (double wrong : new double[] {-1, 0.1, 20_000, Double.NaN}) {
            assertThatThrownBy(() -> setup.change("a", Map.of("limitMbit", wrong)))
                    .isInstanceOf(Problem.class);
        }
        assertThatThrownBy(() -> setup.change("b", Map.of("limitMbit", 1L))).hasMessageContaining("no such place");
    }

    @Test
    void hoursAreSetWithTheScheduleAndStayWhenItAloneChanges() throws Exception {
        Setup setup = new Setup(desk);
        setup.schedule(Map.of("everyHours", 24L, "hourUtc", 3L, "hours", NIGHT));
        setup.schedule(Map.of("everyHours", 6L, "hourUtc", 3L));
        assertThat(desk.describe().get("schedule").toString()).contains("fromUtc=22", "everyHours=6");
        setup.schedule(Map.of("everyHours", 6L, "hourUtc", 3L, "hours", Map.of("fromUtc", 4L, "toUtc", 4L)));
        assertThat(desk.describe().get("schedule").toString()).doesNotContain("hours=");
        assertThatThrownBy(() -> setup.schedule(
                        Map.of("everyHours", 6L, "hourUtc", 3L, "hours", Map.of("fromUtc", 4L, "toUtc", 24L))))
                .isInstanceOf(Problem.class);
    }

    /** Nobody counts energy: jobs end without a cost. */
    static final class NoPlatform implements PlatformView {
        @Override
        public String snapshot(Duration limit) throws IOException {
            throw new IOException("none");
        }

        @Override
        public String knownServices() {
            return "[]";
        }

        @Override
        public Watch watch(Duration interval, Listener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
