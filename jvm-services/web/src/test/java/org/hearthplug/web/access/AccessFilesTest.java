// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code jvm-services/README.md}: as the first release wrote them, and damaged. */
class AccessFilesTest {
    private static final String ACCOUNT =
            "{\"format\":\"hearth-account/1\",\"plugName\":\"Küche\",\"ownerName\":\"Anna\",\"space\":\"anna\","
                    + "\"passphrase\":\"ARGON\",\"claimed\":\"2026-11-23T09:11:51.945504443Z\"}";
    private static final String ARGON =
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CWW9MkeHdzf43oYR3GOVRpesWW/A33mL6E26iPeQQvw";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private long nanos;

    @Test
    void readsTheAccountOfTheFirstReleaseWithAHashOfTheReferenceImplementation() throws IOException {
        Files.writeString(folder.resolve("account.json"), ACCOUNT.replace("ARGON", ARGON));
        Access access = open();
        assertThat(access.claimed()).isTrue();
        assertThat(access.plugName()).contains("Küche");
        assertThat(access.owner().id()).isEqualTo("anna");
        assertThat(access.signIn(Caller.of("192.0.2.1"), "ANNA", "four quite ordinary words", "", OtherFactor.NONE)
                        .session())
                .isNotNull();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> access.signIn(Caller.of("192.0.2.1"), "Anna", "no", "", OtherFactor.NONE));
    }

    @Test
    void readsTheSessionsOfTheFirstRelease() throws IOException {
        Files.writeString(
                folder.resolve("sessions.json"),
                "{\"format\":\"hearth-sessions/1\",\"sessions\":[{\"id\":"
                        + "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\","
                        + "\"created\":\"2026-11-30T10:00:00Z\",\"expires\":\"2026-12-30T10:00:00Z\"}]}");
        assertThat(sessions().find("test").orElseThrow().created()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(sessions().find("other")).isEmpty();
    }

    @Test
    void readsTheClaimOfTheFirstRelease() throws IOException {
        Files.writeString(
                folder.resolve("claim.json"),
                "{\"format\":\"hearth-claim/1\",\"code\":\"6XK4-DF51-KDNN\",\"failures\":9}");
        Access access = open();
        assertThat(access.claimCode()).contains("6XK4-DF51-KDNN");
        ClaimForm form = new ClaimForm("6xk4 df5l kdnn", "Plug", "Anna", "four quite ordinary words");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> access.claim(Caller.of("192.0.2.1"), form))
                .matches(e -> e.status() == 429);
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(access.claim(Caller.of("192.0.2.1"), form).token()).hasSize(43);
        assertThat(folder.resolve("claim.json")).doesNotExist();
    }

    @Test
    void aDamagedAccountStopsTheStartAndIsNotReplaced() throws IOException {
        for (String damage :
                List.of("", "{", "[]", "{\"format\":\"hearth-account/2\"}", "{\"format\":\"hearth-account/1\"}")) {
            Files.writeString(folder.resolve("account.json"), damage);
            assertThatExceptionOfType(IOException.class).isThrownBy(this::open).withMessageContaining("backup");
            assertThat(folder.resolve("account.json")).hasContent(damage);
        }
    }

    @Test
    void damagedSessionsOnlySendPeopleToTheDoor() throws IOException {
        String token = sessions().create(Caller.of("192.0.2.1"), "").token();
        assertThat(sessions().find(token)).isPresent();
        for (String damage : List.of("", "{", "{\"format\":\"hearth-sessions/1\",\"sessions\":[{\"id\":1}]}", "\0\0")) {
            Files.writeString(folder.resolve("sessions.json"), damage);
            assertThat(sessions().find(token)).isEmpty();
        }
        assertThat(sessions().create(Caller.of("192.0.2.1"), "").token()).hasSize(43);
    }

    @Test
    void sessionsAreBoundedAndTheLeastUsedGoes() throws IOException {
        Sessions sessions = sessions();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < Sessions.MAX; i++) {
            tokens.add(sessions.create(Caller.of("192.0.2.1"), "").token());
        }
        sessions.find(tokens.getFirst());
        sessions.create(Caller.of("192.0.2.1"), "");
        assertThat(sessions.find(tokens.get(0))).isPresent();
        assertThat(sessions.find(tokens.get(1))).isEmpty();
        assertThat(Files.size(folder.resolve("sessions.json"))).isLessThan(20_000);
    }

    @Test
    void sessionsEndAndUseProlongsThem() throws IOException {
        Sessions sessions = sessions();
        String used = sessions.create(Caller.of("192.0.2.1"), "").token();
        String unused = sessions.create(Caller.of("192.0.2.1"), "").token();
        now = now.plus(Duration.ofDays(20));
        assertThat(sessions.find(used).orElseThrow().expires()).isEqualTo(now.plus(Sessions.LIFE));
        now = now.plus(Duration.ofDays(10));
        assertThat(sessions().find(unused)).isEmpty();
        assertThat(sessions().find(used)).isPresent();
    }

    @Test
    void tokensAreNotInTheFile() throws IOException {
        Sessions.Fresh fresh = sessions().create(Caller.of("192.0.2.1"), "");
        assertThat(Files.readString(folder.resolve("sessions.json")))
                .contains(fresh.session().id())
                .doesNotContain(fresh.token());
    }

    @Test
    void theFolderOfFilesIsNamedAfterTheOwner() {
        assertThat(ClaimForm.spaceOf("Anna Bär")).isEqualTo("anna-bar");
        assertThat(ClaimForm.spaceOf("  --Émile & Co.-- ")).isEqualTo("emile-co");
        assertThat(ClaimForm.spaceOf("李雷")).isEqualTo("owner");
        assertThat(ClaimForm.spaceOf("../../etc")).isEqualTo("etc");
        assertThat(ClaimForm.spaceOf("x".repeat(64))).hasSize(32);
    }

    @Test
    void fileContentThatIsNotUtf8IsDamageToo() throws IOException {
        Files.write(folder.resolve("claim.json"), "\u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(open().claimCode().orElseThrow()).hasSize(14);
    }

    private Access open() throws IOException {
        return Access.open(folder, new Passphrases(64, 1), () -> now, () -> nanos);
    }

    private Sessions sessions() throws IOException {
        return new Sessions(new StateFile(folder.resolve("sessions.json")), () -> now);
    }
}
