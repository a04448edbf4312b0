// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.DiskControl.Format;
import org.hearthplug.hal.HalException;
import org.hearthplug.platformd.disks.UsedTable.Used;

/** What is done with a volume at somebody's word. Each method ends with the volume as it then is, or with an error of the interface. */
final class DiskWork {
    private static final Logger LOG = Logger.getLogger(DiskWork.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** Until what was just made is seen. */
    private static final Duration MADE = Duration.ofSeconds(10);

    private static final Duration FORMAT = Duration.ofMinutes(1);
    private static final Duration LONGEST_FORMAT = Duration.ofMinutes(10);
    private static final long FORMATTED_BYTES_IN_A_SECOND = 10_000_000_000L;

    private final DiskParts parts;
    private final DiskUse use;

    DiskWork(DiskParts parts, DiskUse use) {
        this.parts = parts;
        this.use = use;
    }

    private Seen find(String volume) {
        return parts.volumes().find(volume).orElseThrow(Refusals::noDisk);
    }

    private Seen find(String volume, String identity) {
        return Optional.of(find(volume))
                .filter(seen -> seen.identity().equals(identity))
                .orElseThrow(Refusals::noDisk);
    }

    private Claims.Claim claim(Seen seen) {
        return parts.claims().take(seen).orElseThrow(Refusals::busy);
    }

    /** Mounts it as it is. */
    Seen use(String volume, String identity) {
        Seen seen = find(volume, identity);
        if (parts.used().byIdentity(identity).isPresent()) {
            return seen;
        }
        if (seen.fileSystem().isEmpty()) {
            throw Refusals.refused(
                    "There is nothing on this disk that the plug can read. Prepare it, if nothing on it is needed.");
        }
        if (seen.mountedAs().isEmpty()) {
            throw Refusals.refused("The plug cannot use " + seen.fileSystem().get()
                    + ". Copy what is on the disk to somewhere else with a computer, then prepare it.");
        }
        if (seen.id().isEmpty()) {
            throw Refusals.refused(
                    "The file system on this disk has no identity by which the plug would know it again. Prepare it.");
        }
        try (Claims.Claim _ = claim(seen)) {
            use.begin(seen, false);
        }
        return find(volume, identity);
    }

    /** Unmounts it, so that it can be pulled. */
    Seen release(String volume) throws InterruptedException {
        Seen seen = find(volume);
        try (Claims.Claim _ = claim(seen)) {
            Optional<Used> used = parts.used().byIdentity(seen.identity());
            if (used.isPresent()) {
                use.end(used.get());
            }
            parts.failures().clear(seen.identity());
            parts.released().add(seen.identity());
        }
        return find(volume);
    }

    /** Unmounts it; then it is as if it had never been used. */
    Seen forget(String volume) throws InterruptedException {
        Seen seen = release(volume);
        if (!seen.id().isEmpty() && !parts.known().remove(seen.id())) {
            throw Refusals.refused(
                    "The disk was let go. That it is to be forgotten could not be written: is the plug's own disk full?");
        }
        parts.released().remove(seen.identity());
        return seen;
    }

    /**
     * Makes a new file system and uses it.
     *
     * @param typed what a person typed; the HAL judges it
     */
    Seen prepare(String volume, String identity, Optional<String> typed, String label) throws InterruptedException {
        Seen seen = find(volume, identity);
        use.account();
        if (parts.used().byIdentity(identity).isPresent()) {
            throw Refusals.refused("The disk is in use. Let it go first.");
        }
        if (parts.verdicts().failing(seen.disk())) {
            throw Refusals.refused("The disk says of itself that it will fail soon. Nothing was changed on it.");
        }
        try (Claims.Claim _ = claim(seen)) {
            format(seen, typed, label);
            parts.failures().clear(identity);
            if (!seen.id().isEmpty()) {
                parts.known().remove(seen.id());
            }
            Seen made = awaitMade(volume, identity, seen.id());
            try (Claims.Claim _ = parts.claims().takeId(made.id()).orElseThrow(Refusals::busy)) {
                use.begin(made, true);
            }
        }
        return find(volume, identity);
    }

    private void format(Seen seen, Optional<String> typed, String label) {
        Duration limit = FORMAT.plusSeconds(seen.volume().bytes() / FORMATTED_BYTES_IN_A_SECOND);
        Format order = new Format(seen.name(), seen.identity(), typed, ContentType.EXT4, label);
        try {
            parts.control().format(order, limit.compareTo(LONGEST_FORMAT) < 0 ? limit : LONGEST_FORMAT);
        } catch (HalException failure) {
            LOG.log(Level.WARNING, "A disk was not prepared.", failure);
            throw refusal(seen, failure);
        }
    }

    private static RuntimeException refusal(Seen seen, HalException failure) {
        return switch (failure.kind()) {
            case GONE -> Refusals.noDisk();
            case BUSY -> Refusals.busy();
            case DENIED ->
                Refusals.refused(
                        seen.disk().readOnly()
                                ? "The disk is write-protected. Nothing was changed on it."
                                : "What is on the disk was not confirmed in the words that it takes. Nothing was changed on it.");
            case OUT_OF_RANGE ->
                Refusals.refused("A disk's name has 1 to 16 letters, digits, blanks, hyphens, underscores or dots,"
                        + " without accents.");
            case UNSUPPORTED -> Refusals.refused("This plug has no program that prepares disks.");
            default ->
                Refusals.refused("The disk did not take what was written to it. What was on it may be lost."
                        + " Try another cable, or another disk.");
        };
    }

    /** A moment after it was made it is seen, with another identity than before. */
    private Seen awaitMade(String volume, String identity, String before) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + MADE.toNanos();
        while (true) {
            Seen made = find(volume, identity);
            boolean seen = made.fileSystem().filter("ext4"::equals).isPresent()
                    && !made.id().isEmpty()
                    && !made.id().equals(before);
            if (seen) {
                return made;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw Refusals.refused("The disk was prepared, and does not answer since. Plug it in again.");
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
