// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;
import org.hearthplug.platformd.disks.UsedTable.Used;

/**
 * Begins and ends the use of volumes: mounted first and then told; and when it ends, first not told any more. What is begun or ended at
 * somebody's word fails with an error of the interface.
 */
final class DiskUse {
    private static final Logger LOG = Logger.getLogger(DiskUse.class.getName());

    /** Who reads people's files closes them when the file of used disks no longer names the disk; that takes a moment. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final DiskParts parts;
    private final Supplier<Optional<Mounts.Owner>> account;

    /** {@code account} is whose files they are; empty while there is no folder for them. */
    DiskUse(DiskParts parts, Supplier<Optional<Mounts.Owner>> account) {
        this.parts = parts;
        this.account = account;
    }

    Mounts.Owner account() {
        return account.get()
                .orElseThrow(() -> Refusals.refused("The plug has no place for disks now. Why: hearth logs platformd"));
    }

    /** Begins to use a claimed volume that has an id and can be mounted; {@code made} when it was just prepared. */
    void begin(Seen seen, boolean made) {
        if (parts.used().byId(seen.id()).isPresent()) {
            throw Refusals.refused(
                    "Another disk with the same identity is in use; one of them is a copy. Let that one go first.");
        }
        try {
            if (!enter(seen, parts.mounting().mount(seen, account(), made))) {
                throw Refusals.noDisk();
            }
        } catch (HalException failure) {
            LOG.log(Level.WARNING, "A disk could not be mounted.", failure);
            throw refusal(seen, failure);
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "A disk could not be used.", failure);
            throw Refusals.refused("The plug could not make a place for this disk. Restart it and try again.");
        }
    }

    /** Begins to use a known volume that has come, unless somebody works on it; it is tried again later when it fails. */
    void beginByItself(Seen seen) {
        Optional<Mounts.Owner> whose = account.get();
        Optional<Claims.Claim> claim =
                whose.isEmpty() ? Optional.empty() : parts.claims().take(seen);
        if (claim.isEmpty()) {
            return;
        }
        try (Claims.Claim _ = claim.get()) {
            boolean wanted = parts.used().byId(seen.id()).isEmpty()
                    && parts.known().contains(seen.id())
                    && !parts.released().contains(seen.identity());
            if (wanted && !enter(seen, parts.mounting().mount(seen, whose.get(), false))) {
                LOG.log(Level.FINE, "{0} went while it was mounted.", seen.name());
            }
        } catch (HalException failure) {
            LOG.log(Level.INFO, "A known disk could not be mounted.", failure);
            if (failure.kind() != Kind.GONE) {
                parts.failures().note(seen.identity(), failure.kind());
            }
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "A known disk could not be used.", failure);
            parts.failures().note(seen.identity(), Kind.IO);
        }
    }

    /** What was mounted is told; false, and taken away, when another disk came to be under its name meanwhile or none is. */
    private boolean enter(Seen seen, Mounting.Mounted mounted) {
        if (!isThere(seen.name(), seen.identity())) {
            parts.mounting().takeAway(mounted.point());
            return false;
        }
        parts.failures().clear(seen.identity());
        parts.released().remove(seen.identity());
        if (!parts.known().add(seen.id())) {
            LOG.warning("A disk is used only until it is unplugged: that it is known could not be written.");
        }
        parts.used().put(Used.of(seen, mounted));
        LOG.log(Level.INFO, "{0} is used for people''s files.", seen.name());
        return true;
    }

    private boolean isThere(String volume, String identity) {
        return parts.volumes().identity(volume).equals(Optional.of(identity));
    }

    private RuntimeException refusal(Seen seen, HalException failure) {
        if (failure.kind() == Kind.GONE) {
            return Refusals.noDisk();
        }
        if (failure.kind() == Kind.BUSY) {
            return Refusals.busy();
        }
        parts.failures().note(seen.identity(), failure.kind());
        return Refusals.refused(
                switch (Failures.word(failure.kind())) {
                    case "unsupported" ->
                        "The plug cannot use " + seen.fileSystem().orElse("this") + " now.";
                    case "read-only" ->
                        "The disk is write-protected, and must be repaired before it can be read."
                                + " Take the protection off and try again.";
                    case "not-answering" -> "The disk did not answer in time. Plug it in again, or try another cable.";
                    default ->
                        "What is on the disk is damaged. Let a computer check it, or copy what can still be read.";
                });
    }

    /** Ends the use of a claimed volume that is to be pulled. */
    void end(Used used) throws InterruptedException {
        parts.used().remove(used);
        try {
            unmount(used);
            parts.room().forget(used.mountPoint().toString());
            LOG.log(Level.INFO, "{0} was let go.", used.volume());
        } catch (HalException failure) {
            if (!isThere(used.volume(), used.identity())) {
                parts.mounting().takeAway(used.mountPoint());
                throw Refusals.noDisk();
            }
            if (parts.mounting().isMounted(used.mountPoint())) {
                parts.used().put(used);
            }
            if (failure.kind() == Kind.BUSY) {
                throw Refusals.busy();
            }
            LOG.log(Level.WARNING, "A disk could not be let go.", failure);
            throw Refusals.refused(
                    "The disk is still being written to. Leave it plugged in, and try again in a minute.");
        }
    }

    private void unmount(Used used) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + CLOSING.toNanos();
        while (true) {
            try {
                parts.mounting().unmount(used.mountPoint());
                return;
            } catch (HalException open) {
                if (open.kind() != Kind.BUSY || System.nanoTime() - deadlineNanos > 0) {
                    throw open;
                }
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Ends the use of a volume that has gone. */
    void lose(Used used) {
        if (parts.used().remove(used)) {
            parts.mounting().takeAway(used.mountPoint());
            parts.room().forget(used.mountPoint().toString());
            LOG.log(Level.INFO, "{0} was pulled while it was used.", used.volume());
        }
    }
}
