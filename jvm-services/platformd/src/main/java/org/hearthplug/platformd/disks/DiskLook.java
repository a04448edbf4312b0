// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Mount;
import org.hearthplug.platformd.disks.UsedTable.Used;

/**
 * Compares what is used with what is there: what has gone is taken away, what is known and has come is mounted, and what nobody answers for
 * is removed. After a restart of platformd it takes over what its predecessor mounted. For one thread.
 */
final class DiskLook {
    private static final Logger LOG = Logger.getLogger(DiskLook.class.getName());

    private final DiskParts parts;
    private final DiskUse use;
    private final Executor threads;
    private boolean looked;

    /** Mounting may take long and happens on {@code threads}. */
    DiskLook(DiskParts parts, DiskUse use, Executor threads) {
        this.parts = parts;
        this.use = use;
        this.threads = threads;
    }

    /** A device has gone: what was used of it is taken away at once, without asking anybody. */
    void pulled(String device) {
        parts.used().all().stream().filter(used -> used.volume().equals(device)).forEach(use::lose);
    }

    /** Looks once. Waits some seconds at most, when a disk does not answer. */
    void look(Mounts.Owner account) {
        List<Seen> seen = parts.volumes().all();
        Set<String> there = new HashSet<>();
        seen.forEach(one -> there.add(one.identity()));
        parts.used().all().stream()
                .filter(used -> !there.contains(used.identity()))
                .forEach(use::lose);
        parts.failures().keepOnly(there);
        parts.released().keep(there::contains);
        compareMounts();
        adopt(seen, account);
        if (!looked) {
            // What a predecessor told, and is so no more.
            parts.used().write();
            looked = true;
        }
        sweep(seen);
        List<Seen> peoples = seen.stream().filter(one -> !one.system()).toList();
        peoples.stream().filter(this::isToBeMounted).forEach(one -> threads.execute(() -> use.beginByItself(one)));
        parts.verdicts().ask(peoples.stream().map(Seen::disk).distinct().toList());
    }

    /** What somebody unmounted at a shell is let go; what the kernel made read-only cannot be stored on. */
    private void compareMounts() {
        List<Mount> mounts = parts.mounting().mounted();
        for (Used used : parts.used().all()) {
            Optional<Mount> mount = mounts.stream()
                    .filter(one -> used.mountPoint().equals(Path.of(one.mountPoint())))
                    .findFirst();
            if (mount.isEmpty() && !parts.claims().hasId(used.id())) {
                parts.released().add(used.identity());
                use.lose(used);
            } else if (mount.isPresent() && mount.get().readOnly() && !used.readOnly()) {
                LOG.log(Level.WARNING, "What is on {0} is damaged; nothing more is written to it.", used.volume());
                parts.used().put(used.nowDamaged());
            }
        }
    }

    private boolean isStray(Path point) {
        String id = point.getFileName().toString();
        return parts.used().byId(id).isEmpty() && !parts.claims().hasId(id);
    }

    private static Optional<Seen> mounted(Mount mount, List<Seen> seen) {
        return seen.stream()
                .filter(one -> mount.source().equals("/dev/" + one.name())
                        || mount.number().equals(one.volume().number()))
                .findFirst();
    }

    private void adopt(List<Seen> seen, Mounts.Owner account) {
        for (Mount mount : parts.mounting().mounted()) {
            Path point = Path.of(mount.mountPoint());
            Optional<Seen> volume = mounted(mount, seen)
                    .filter(one -> one.id().equals(point.getFileName().toString()))
                    .filter(one -> parts.known().contains(one.id()));
            if (isStray(point) && volume.isPresent()) {
                try {
                    parts.used()
                            .put(Used.of(
                                    volume.get(),
                                    parts.mounting().look(volume.get(), point, mount.readOnly(), account)));
                } catch (IOException gone) {
                    LOG.log(Level.FINE, "A disk went while it was looked at.", gone);
                }
            }
        }
    }

    /** A volume whose content is not known yet may turn out to be what is mounted: it is left for the next time. */
    private void sweep(List<Seen> seen) {
        Set<Path> left = new HashSet<>();
        for (Mount mount : parts.mounting().mounted()) {
            if (mounted(mount, seen).filter(one -> one.fileSystem().isEmpty()).isPresent()) {
                left.add(Path.of(mount.mountPoint()));
            }
        }
        parts.mounting().points().stream()
                .filter(point -> !left.contains(point) && isStray(point))
                .forEach(parts.mounting()::takeAway);
    }

    private boolean isToBeMounted(Seen seen) {
        return seen.mountedAs().isPresent()
                && !seen.id().isEmpty()
                && parts.known().contains(seen.id())
                && parts.used().byId(seen.id()).isEmpty()
                && !parts.released().contains(seen.identity())
                && parts.failures().mayTry(seen.identity());
    }
}
