// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;

class DavLocksTest {
    private static final FilePath FOLDER = new FilePath(List.of("folder"));
    private static final FilePath FILE = new FilePath(List.of("folder", "file"));

    private long nanos = Long.MAX_VALUE - 1_000_000_000L;
    private final DavLocks locks = new DavLocks(() -> nanos);

    @Test
    void aLockEndsByItself() {
        DavLock lock = locks.lock(FILE, true, true, "", Long.MAX_VALUE);
        assertThat(lock.seconds()).isEqualTo(DavLocks.MAX_SECONDS);
        refused(() -> locks.require(FILE, false, false, Set.of()));
        nanos += DavLocks.MAX_SECONDS * 1_000_000_000L;
        assertThatCode(() -> locks.require(FILE, false, false, Set.of())).doesNotThrowAnyException();
        assertThat(locks.covering(FILE)).isEmpty();
    }

    @Test
    void aDeepLockCoversWhatIsBelowAndAShallowOneDoesNot() {
        DavLock shallow = locks.lock(FOLDER, true, false, "", 60);
        assertThatCode(() -> locks.require(FILE, false, false, Set.of())).doesNotThrowAnyException();
        refused(() -> locks.require(FILE, true, false, Set.of()));
        locks.unlock(FOLDER, shallow.token());
        DavLock deep = locks.lock(FOLDER, true, true, "", 60);
        refused(() -> locks.require(FILE, false, false, Set.of()));
        assertThatCode(() -> locks.require(FILE, true, false, Set.of(deep.token())))
                .doesNotThrowAnyException();
        refused(() -> locks.lock(FILE, false, false, "", 60));
    }

    @Test
    void aFolderIsNotTakenAwayWithALockedFileInIt() {
        DavLock lock = locks.lock(FILE, true, false, "", 60);
        refused(() -> locks.require(FOLDER, true, true, Set.of()));
        refused(() -> locks.lock(FOLDER, true, true, "", 60));
        assertThatCode(() -> locks.require(FOLDER, true, true, Set.of(lock.token())))
                .doesNotThrowAnyException();
        locks.gone(FOLDER);
        assertThatCode(() -> locks.require(FOLDER, true, true, Set.of())).doesNotThrowAnyException();
    }

    @Test
    void sharedLocksShareAndAnyOfTheirTokensDoes() {
        DavLock one = locks.lock(FILE, false, false, "", 60);
        DavLock two = locks.lock(FILE, false, false, "", 60);
        refused(() -> locks.lock(FILE, true, false, "", 60));
        assertThatCode(() -> locks.require(FILE, false, false, Set.of(two.token())))
                .doesNotThrowAnyException();
        assertThat(one.token()).isNotEqualTo(two.token());
    }

    @Test
    void aTokenWorksOnlyWhereItLocks() {
        DavLock lock = locks.lock(FILE, true, false, "", 60);
        FilePath other = new FilePath(List.of("other"));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> locks.unlock(other, lock.token()));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> locks.refresh(other, Set.of(lock.token()), 60));
        assertThat(locks.isLockedBy(FILE, lock.token())).isTrue();
        assertThat(locks.isLockedBy(other, lock.token())).isFalse();
    }

    @Test
    void thereIsAnEndToHowManyThereAre() {
        for (int i = 0; i < DavLocks.MAX; i++) {
            locks.lock(new FilePath(List.of("f" + i)), true, false, "", 3600);
        }
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> locks.lock(new FilePath(List.of("one too many")), true, false, "", 60))
                .matches(e -> e.status() == 503);
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(Problem.class).isThrownBy(call).matches(e -> e.status() == 423);
    }
}
