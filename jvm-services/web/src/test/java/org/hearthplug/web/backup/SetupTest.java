// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.hearthplug.web.energy.EnergyKeeper;
import org.hearthplug.web.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug whose places were removed takes over a backup; its own words are on somebody's sheet. */
class SetupTest {
    private static final String OURS = "lusab-babad";
    private static final String TYPED = "gutih-tugad";
    private static final Instant NOW = Instant.parse("2026-11-24T23:00:00Z");

    /** What happens while the place is looked at. */
    private interface Meanwhile {
        void happens(Map<?, ?> setting) throws IOException;
    }

    @TempDir
    Path folder;

    private volatile String holds = "ours";
    private volatile Meanwhile meanwhile = setting -> {};
    private VarlinkServer server;
    private EnergyKeeper energy;
    private Desk desk;
    private Setup setup;

    @BeforeEach
    void wordsThatAreProvedAndNoPlace() throws IOException {
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
        energy = new EnergyKeeper(folder, new DeskTest.NoPlatform(), () -> NOW);
        desk = new Desk(
                folder.resolve("backup"),
                folder.resolve("engine"),
                folder.resolve("files/anna"),
                Map::of,
                energy::weighBackup,
                () -> NOW);
        desk.with(book -> {
            book.words(OURS);
            book.settings().put("proved", true);
            book.keepSettings();
            return null;
        });
        setup = new Setup(desk);
    }

    @AfterEach
    void end() {
        desk.close();
        energy.close();
        server.close();
    }

    private void answer(VarlinkCall call) throws IOException {
        Map<String, Object> asked =
                call.parameters(io.avaje.jsonb.Jsonb.instance().type(io.avaje.jsonb.Types.mapOf(Object.class)));
        Map<String, Object> result = Map.of("targets", List.of());
        if ("probe".equals(asked.get("do"))) {
            meanwhile.happens((Map<?, ?>) asked.get("setting"));
            result = Map.of("holds", holds);
        }
        call.reply(new String(Json.write(Map.of("result", result)), StandardCharsets.UTF_8));
    }

    private static Map<String, Object> form(String url, String words) {
        return new LinkedHashMap<>(Map.of("kind", "webdav", "url", url, "words", words, "secret", "s"));
    }

    private String onDisk() throws IOException {
        return "" + new SealedFile(folder.resolve("backup")).read().get("words");
    }

    @Test
    void typedWordsAreKeptOnlyWhenTheyOpenTheBackup() throws Exception {
        holds = "foreign";
        meanwhile = setting -> {
            assertThat(setting.get("words")).isEqualTo(TYPED);
            assertThat(onDisk()).as("were the power cut now").isEqualTo(OURS);
        };
        assertThatThrownBy(() -> setup.join(form("https://cloud/", TYPED))).hasMessageContaining("do not open");
        assertThat(onDisk()).isEqualTo(OURS);
        assertThat(setup.words()).isEqualTo(OURS);
        holds = "ours";
        setup.join(form("https://cloud/", TYPED));
        assertThat(onDisk()).isEqualTo(TYPED);
        assertThat(desk.describe()).containsEntry("state", "ready");
        assertThat(desk.with(Book::targets)).hasSize(1);
    }

    @Test
    void ofTwoWhoJoinAtOnceTheSecondIsTold() throws Exception {
        meanwhile = setting -> {
            meanwhile = again -> {};
            desk.with(book -> {
                book.words("first");
                book.add(new LinkedHashMap<>(Map.of("id", "f", "kind", "webdav", "url", "https://f/")), "");
                return null;
            });
        };
        assertThatThrownBy(() -> setup.join(form("https://cloud/", TYPED))).hasMessageContaining("already");
        assertThat(onDisk()).isEqualTo("first");
        assertThat(desk.with(Book::targets)).hasSize(1);
    }

    @Test
    void aPlaceThatWasLookedAtWithOtherWordsIsNotAdded() throws Exception {
        meanwhile = setting -> desk.with(book -> {
            book.words(TYPED);
            return null;
        });
        assertThatThrownBy(() -> setup.add(form("https://cloud/", ""))).hasMessageContaining("changed meanwhile");
        assertThat(desk.with(Book::targets)).isEmpty();
    }

    /** Who sits at the owner's open page would else read them without the passphrase. */
    @Test
    void wordsStayProvedWhenTheLastPlaceIsRemoved() throws Exception {
        desk.with(book -> {
            book.add(new LinkedHashMap<>(Map.of("id", "a", "kind", "webdav", "url", "https://c/")), "");
            return null;
        });
        setup.remove("a");
        assertThat(desk.with(Book::settings)).containsEntry("proved", true);
    }
}
