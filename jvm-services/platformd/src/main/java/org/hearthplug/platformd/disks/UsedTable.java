// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Mounts;
import org.hearthplug.runtime.platform.DisksMessages.UsedDisk;

/** What is mounted for people's files. Each change is in the file when its method returns. For any number of threads. */
final class UsedTable {
    private static final Logger LOG = Logger.getLogger(UsedTable.class.getName());

    /**
     * A volume that is used.
     *
     * @param volume the kernel's name
     * @param identity of its life
     * @param id names its file system for good
     * @param mountPoint where
     * @param fileSystem its type
     * @param label its name; empty when it has none
     * @param readOnly nothing can be stored
     * @param problem {@code damaged}, {@code foreign} or {@code read-only}; else null
     */
    record Used(
            String volume,
            String identity,
            String id,
            Path mountPoint,
            String fileSystem,
            String label,
            boolean readOnly,
            String problem) {
        static Used of(Seen seen, Mounting.Mounted mounted) {
            return new Used(
                    seen.name(),
                    seen.identity(),
                    seen.id(),
                    mounted.point(),
                    seen.fileSystem().orElse(""),
                    seen.label().orElse(""),
                    mounted.readOnly(),
                    mounted.problem());
        }

        Used nowDamaged() {
            return new Used(volume, identity, id, mountPoint, fileSystem, label, true, "damaged");
        }
    }

    private final UsedFile file;
    private final Consumer<String> changed;
    private final Map<String, Used> used = new LinkedHashMap<>();
    private Mounts.Owner account;

    /** {@code changed} hears the name of each volume that comes or goes, and must not wait. */
    UsedTable(UsedFile file, Consumer<String> changed) {
        this.file = file;
        this.changed = changed;
    }

    /** Begins with the folder made for this account. */
    synchronized void begin(Mounts.Owner whose) throws IOException {
        file.makeFolder(whose);
        account = whose;
    }

    synchronized List<Used> all() {
        return List.copyOf(used.values());
    }

    synchronized Optional<Used> byId(String id) {
        return Optional.ofNullable(used.get(id));
    }

    Optional<Used> byIdentity(String identity) {
        return all().stream().filter(one -> one.identity().equals(identity)).findFirst();
    }

    /** Enters one, or how it is now. */
    void put(Used one) {
        synchronized (this) {
            used.put(one.id(), one);
            write();
        }
        changed.accept(one.volume());
    }

    /** Takes one out; false when it was out, or another is in its place. */
    boolean remove(Used one) {
        synchronized (this) {
            Used there = used.get(one.id());
            if (there == null || !there.identity().equals(one.identity())) {
                return false;
            }
            used.remove(one.id());
            write();
        }
        changed.accept(one.volume());
        return true;
    }

    /** Writes the file anew, whatever it said. */
    synchronized void write() {
        if (account == null) {
            return;
        }
        List<UsedDisk> disks = new ArrayList<>();
        for (Used one : used.values()) {
            disks.add(
                    new UsedDisk(one.id(), one.mountPoint().toString(), one.fileSystem(), one.label(), one.readOnly()));
        }
        try {
            file.write(disks, account);
        } catch (IOException full) {
            LOG.log(Level.WARNING, "Which disks are used could not be told.", full);
        }
    }
}
