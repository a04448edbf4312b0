// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.Mounts.Space;
import org.hearthplug.platformd.disks.UsedTable.Used;
import org.hearthplug.runtime.platform.DisksMessages.Disk;

/** Volumes as callers see them. */
final class DisksView {
    private final DiskParts parts;

    DisksView(DiskParts parts) {
        this.parts = parts;
    }

    List<Disk> list() {
        return parts.volumes().peoples().stream().map(this::of).toList();
    }

    Disk of(Seen seen) {
        Optional<Used> used = parts.used().byIdentity(seen.identity());
        Optional<String> point = used.map(one -> one.mountPoint().toString());
        Optional<Space> space = point.flatMap(parts.room()::of);
        Optional<String> failed = parts.failures().problem(seen.identity());
        String state = used.isPresent()
                ? "used"
                : failed.isPresent() ? "failed" : parts.released().contains(seen.identity()) ? "released" : "offered";
        return new Disk(
                seen.id(),
                seen.name(),
                seen.disk().name(),
                seen.disk().model().orElse(null),
                seen.disk().serial().orElse(null),
                transport(seen.disk().transport()),
                seen.volume().bytes(),
                seen.fileSystem().orElse(null),
                seen.label().orElse(null),
                state,
                !seen.id().isEmpty() && parts.known().contains(seen.id()),
                point.orElse(null),
                used.map(Used::readOnly).orElse(false),
                space.map(Space::totalBytes).orElse(null),
                space.map(Space::availableBytes).orElse(null),
                used.map(one -> problemOfUsed(seen, one)).orElseGet(() -> failed.orElseGet(() -> problem(seen))),
                seen.identity(),
                seen.volume().content().map(DiskControl::confirmationOf).orElse(null));
    }

    private static String transport(Transport transport) {
        return switch (transport) {
            case USB -> "usb";
            case MMC -> "mmc";
            case VIRTIO, OTHER -> "other";
        };
    }

    private String problemOfUsed(Seen seen, Used used) {
        if (parts.room().isSilent(used.mountPoint().toString())) {
            return "not-answering";
        }
        return parts.verdicts().failing(seen.disk()) ? "failing" : used.problem();
    }

    /** What stands in the way of using it comes before what would be wrong with it then. */
    private String problem(Seen seen) {
        if (seen.fileSystem().isEmpty()) {
            return "unknown-format";
        }
        if (seen.mountedAs().isEmpty()) {
            return "unsupported";
        }
        if (parts.verdicts().failing(seen.disk())) {
            return "failing";
        }
        return seen.disk().readOnly() ? "read-only" : null;
    }
}
