// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A way in that could not be closed on the disk is not said to be closed: trying again closes it, and it stays so. */
class RevocationTest {
    private static final String PASSPHRASE = "four quite ordinary words";
    private static final String OTHER = "five rather long other words";
    private static final Caller HERE = Caller.of("192.0.2.1");
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea laptop";

    @TempDir
    Path folder;

    private final Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private Access access;
    private Session session;

    @BeforeEach
    void claim() throws IOException {
        access = open();
        ClaimForm form = new ClaimForm(access.claimCode().orElseThrow(), "Plug", "Anna", PASSPHRASE);
        session = access.claim(HERE, form).session();
    }

    @Test
    void anAppPassword() throws IOException {
        Map.Entry<AppPassword, String> made = access.programs().make(HERE, owner(), "rclone", AppPassword.Scope.FILES);
        atTheSecondTry(
                "app-passwords.json",
                () -> access.programs().revoke(HERE, owner(), made.getKey().id()));
        assertThat(open().programs().passwords(owner())).isEmpty();
    }

    @Test
    void anSshKey() throws IOException {
        String id = (String)
                access.programs().keys().add(HERE, owner(), "laptop", KEY).get("id");
        atTheSecondTry("ssh-keys.json", () -> access.programs().keys().remove(HERE, owner(), id));
        assertThat(open().programs().keys().of(owner())).isEmpty();
    }

    @Test
    void aSession() throws IOException {
        Session other = signIn();
        atTheSecondTry("sessions.json", () -> access.endSession(HERE, owner(), other.shortId()));
        assertThat(open().sessionsOf(owner())).extracting(Session::id).containsExactly(session.id());
    }

    @Test
    void allOtherSessions() throws IOException {
        signIn();
        atTheSecondTry("sessions.json", () -> access.endOtherSessions(HERE, owner(), session));
        assertThat(open().sessionsOf(owner())).extracting(Session::id).containsExactly(session.id());
        assertThat(access.audit().latest(10).toString()).contains("session-ended");
    }

    @Test
    void thePassphraseOfWhoeverElseIsSignedIn() throws IOException {
        signIn();
        atTheSecondTry("sessions.json", () -> access.changePassphrase(HERE, owner(), session, PASSPHRASE, OTHER));
        assertThat(open().sessionsOf(owner())).extracting(Session::id).containsExactly(session.id());
        open().requirePassphrase("192.0.2.1", OTHER);
    }

    @Test
    void allThatSomebodyHadWhoIsRemoved() throws IOException {
        Person ben = join();
        access.programs().make(HERE, ben, "rclone", AppPassword.Scope.FILES);
        access.programs().keys().add(HERE, ben, "laptop", KEY);
        for (String file : List.of("people-sessions.json", "people-app-passwords.json", "ssh-keys.json")) {
            block(file);
            assertThatExceptionOfType(IOException.class)
                    .as(file)
                    .isThrownBy(() -> access.household().leave(HERE, ben.id()));
            unblock(file);
        }
        access.household().leave(HERE, ben.id());
        Access later = open();
        assertThat(later.sessionsOf(ben)).isEmpty();
        assertThat(later.programs().passwords(ben)).isEmpty();
        assertThat(later.programs().keys().of(ben)).isEmpty();
    }

    @Test
    void aPersonAndAFolderInCommon() throws IOException {
        Person ben = join();
        CommonFolder common =
                access.household().share(HERE, new CommonFolder("", "Family", Map.of(ben.id(), true), 0), id -> false);
        block("people.json");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> access.household().forget(ben.id()));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> access.household().forgetFolder(common.id()));
        assertThat(access.household().all()).hasSize(1);
        assertThat(access.household().folders()).containsExactly(common);
        unblock("people.json");
        access.household().forget(ben.id());
        access.household().forgetFolder(common.id());
        assertThat(open().household().all()).isEmpty();
        assertThat(open().household().folders()).isEmpty();
    }

    @Test
    void whatCouldNotBeMadeIsNotThere() throws IOException {
        block("app-passwords.json");
        block("ssh-keys.json");
        block("sessions.json");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> access.programs().make(HERE, owner(), "rclone", AppPassword.Scope.FILES));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> access.programs().keys().add(HERE, owner(), "laptop", KEY));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::signIn);
        assertThat(access.programs().passwords(owner())).isEmpty();
        assertThat(access.programs().keys().of(owner())).isEmpty();
        assertThat(access.sessionsOf(owner())).containsExactly(session);
    }

    private void atTheSecondTry(String file, ThrowingCallable revocation) throws IOException {
        block(file);
        assertThatExceptionOfType(IOException.class).isThrownBy(revocation);
        unblock(file);
        try {
            revocation.call();
        } catch (Problem e) {
            throw new AssertionError("the second try says: " + e.getMessage(), e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A folder with something in it, where a state file is written before it is renamed: that stops root, too. */
    private void block(String file) throws IOException {
        Files.createDirectories(folder.resolve("." + file + ".new/full"));
    }

    private void unblock(String file) throws IOException {
        Files.delete(folder.resolve("." + file + ".new/full"));
        Files.delete(folder.resolve("." + file + ".new"));
    }

    private Person owner() {
        return access.owner();
    }

    private Session signIn() throws IOException {
        return access.signIn(HERE, "Anna", PASSPHRASE, "", OtherFactor.NONE).session();
    }

    private Person join() throws IOException {
        Person draft = new Person("", "Ben", Person.Role.MEMBER, Optional.empty(), 0);
        String token = access.household().invite(HERE, draft, id -> false).token();
        return access.person(access.household().join(HERE, token, PASSPHRASE).session())
                .orElseThrow();
    }

    private Access open() throws IOException {
        return Access.open(folder, new Passphrases(64, 1), () -> now, () -> 0);
    }
}
