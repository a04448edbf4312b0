// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.passkey.Passkey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who proved something that has changed since is let in no more: what is proved takes its time, for Argon2 has one turn for all. */
class ChangedMeanwhileTest {
    private static final String OLD = "four quite ordinary words";
    private static final String NEW = "five rather long other words";
    private static final String THIRD = "six words that nobody else knows";
    private static final Caller HERE = Caller.of("192.0.2.1");
    private static final Caller THERE = Caller.of("192.0.2.2");

    @TempDir
    Path folder;

    private final Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private Step meanwhile = () -> {};
    private Step beforeTheHash = () -> {};
    private Access access;
    private Session session;

    /** What somebody else does. */
    private interface Step {
        void run() throws IOException;
    }

    @BeforeEach
    void claim() throws IOException {
        access = Access.open(folder, new Interrupted(), () -> now, () -> 0);
        ClaimForm form = new ClaimForm(access.claimCode().orElseThrow(), "Plug", "Anna", OLD);
        session = access.claim(HERE, form).session();
    }

    /** Does a step once: after a verification and before what is done for it, or before a new hash is made. */
    private final class Interrupted extends Passphrases {
        Interrupted() {
            super(64, 1);
        }

        @Override
        boolean verify(String passphrase, String stored) {
            boolean right = super.verify(passphrase, stored);
            Step step = meanwhile;
            meanwhile = () -> {};
            run(step);
            return right;
        }

        @Override
        String hash(String passphrase) {
            Step step = beforeTheHash;
            beforeTheHash = () -> {};
            run(step);
            return super.hash(passphrase);
        }
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(String from, String to) throws IOException {
        access.changePassphrase(HERE, access.owner(), session, from, to);
    }

    @Test
    void thePassphraseOfBeforeItsChangeMakesNoSession() {
        meanwhile = () -> change(OLD, NEW);
        refused(401, () -> access.signIn(THERE, "Anna", OLD, "", OtherFactor.NONE));
        assertThat(access.sessionsOf(access.owner())).containsExactly(session);
    }

    @Test
    void norDoesItWhenItChangesWhileTheSecondFactorIsProved() throws IOException {
        access.secondFactors().askForPasskey("");
        OtherFactor slow = new OtherFactor() {
            @Override
            public boolean proves(String person) throws IOException {
                change(OLD, NEW);
                return true;
            }

            @Override
            public Map<String, Object> question(String person) {
                return Map.of();
            }
        };
        refused(401, () -> access.signIn(THERE, "Anna", OLD, "", slow));
        assertThat(access.sessionsOf(access.owner())).containsExactly(session);
    }

    @Test
    void norDoesItSayWhoSomebodyIs() {
        meanwhile = () -> change(OLD, NEW);
        refused(403, () -> access.requirePassphrase("192.0.2.2", OLD));
    }

    @Test
    void ofTwoChangesFromTheSamePassphraseTheFirstStands() throws IOException {
        meanwhile = () -> change(OLD, NEW);
        refused(403, () -> change(OLD, THIRD));
        access.requirePassphrase("192.0.2.1", NEW);
        Person ben = join("Ben", OLD);
        Session his = access.signIn(THERE, "Ben", OLD, "", OtherFactor.NONE).session();
        meanwhile = () -> access.changePassphrase(THERE, ben, his, OLD, NEW);
        refused(403, () -> access.changePassphrase(THERE, ben, his, OLD, THIRD));
        access.requirePassphrase("192.0.2.2", ben, NEW);
    }

    @Test
    void whoseChangeComesTooLateSignsNobodyOut() throws IOException {
        Session other = access.signIn(THERE, "Anna", OLD, "", OtherFactor.NONE).session();
        beforeTheHash = () -> change(OLD, NEW);
        refused(403, () -> access.changePassphrase(THERE, access.owner(), other, OLD, THIRD));
        assertThat(access.sessionsOf(access.owner())).containsExactly(session);
        access.requirePassphrase("192.0.2.1", NEW);
    }

    @Test
    void aForgottenPassphraseMakesNoSessionOnceItIsReplaced() throws IOException {
        Person ben = join("Ben", OLD);
        String token = access.household().inviteAgain(HERE, ben.id()).token();
        meanwhile = () -> access.household().join(THERE, token, NEW);
        refused(401, () -> access.signIn(HERE, "Ben", OLD, "", OtherFactor.NONE));
        assertThat(access.sessionsOf(ben)).hasSize(1);
    }

    @Test
    void whoIsRemovedWhileThePassphraseChangesStaysRemoved() throws IOException {
        Person ben = join("Ben", OLD);
        Session his = access.signIn(THERE, "Ben", OLD, "", OtherFactor.NONE).session();
        meanwhile = () -> access.household().leave(HERE, ben.id());
        refused(403, () -> access.changePassphrase(THERE, ben, his, OLD, NEW));
        assertThat(access.household().find(ben.id()).leaving()).isTrue();
    }

    @Test
    void aPasskeyThatWasRemovedSinceItWasJudgedLetsNobodyIn() throws IOException {
        Passkey gone = new Passkey(
                "",
                "aGFuZGxl",
                "Y3JlZA",
                "Y29zZQ",
                "hearth.local",
                "Phone",
                0,
                true,
                false,
                false,
                List.of(),
                now,
                Optional.empty());
        refused(401, () -> access.enterWithPasskey(THERE, gone));
        assertThat(access.sessionsOf(access.owner())).containsExactly(session);
    }

    private Person join(String name, String passphrase) throws IOException {
        Person draft = new Person("", name, Person.Role.MEMBER, Optional.empty(), 0);
        String token = access.household().invite(HERE, draft, id -> false).token();
        return access.person(access.household().join(THERE, token, passphrase).session())
                .orElseThrow();
    }

    private static void refused(int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(attempt)
                .extracting(Problem::status)
                .isEqualTo(status);
    }
}
