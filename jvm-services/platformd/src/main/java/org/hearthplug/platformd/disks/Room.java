// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Space;

/**
 * How much room there is. A disk may take its time, a large FAT to be counted through once, or have died: after a silence it is not asked for
 * ten seconds, and a silence of a minute is told.
 */
final class Room {
    private static final long PAUSE_NANOS = 10_000_000_000L;
    private static final long SILENT_NANOS = 60_000_000_000L;

    /** The last answer, and since when there has been none. */
    private record Answer(Optional<Space> space, long silentSince, long askedNanos, boolean silent) {}

    private final Mounts mounts;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    Room(Mounts mounts) {
        this.mounts = mounts;
    }

    /** Of a mount point; as far as it is known. Waits two seconds at most. */
    Optional<Space> of(String mountPoint) {
        Answer before = answers.get(mountPoint);
        long now = System.nanoTime();
        if (before != null && before.silent() && now - before.askedNanos() < PAUSE_NANOS) {
            return before.space();
        }
        Optional<Space> last = before == null ? Optional.empty() : before.space();
        try {
            Answer answer = new Answer(Optional.of(mounts.space(mountPoint)), 0, now, false);
            answers.put(mountPoint, answer);
            return answer.space();
        } catch (HalException failure) {
            if (failure.kind() == Kind.GONE) {
                answers.remove(mountPoint);
                return Optional.empty();
            }
            long since = before != null && before.silent() ? before.silentSince() : now;
            answers.put(mountPoint, new Answer(last, since, now, true));
            return last;
        }
    }

    /** True when it has said nothing for long. */
    boolean isSilent(String mountPoint) {
        Answer answer = answers.get(mountPoint);
        return answer != null && answer.silent() && System.nanoTime() - answer.silentSince() > SILENT_NANOS;
    }

    void forget(String mountPoint) {
        answers.remove(mountPoint);
    }
}
