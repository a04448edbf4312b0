// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Access;

/** Mounts volumes below one folder and takes them away; whatever goes wrong, neither a mount nor a folder is left. */
final class Mounting {
    private static final Logger LOG = Logger.getLogger(Mounting.class.getName());

    /** A journal may have to be replayed. */
    private static final Duration MOUNT = Duration.ofMinutes(1);

    /** What waits to be written is bounded (vm.dirty_bytes), and a slow stick may still take its time. */
    private static final Duration UNMOUNT = Duration.ofMinutes(1);

    private static final int OWNER_WRITES = 0200;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /**
     * What came of mounting.
     *
     * @param point where
     * @param readOnly nothing can be stored there
     * @param problem {@code foreign} or {@code read-only}; else null
     */
    record Mounted(Path point, boolean readOnly, String problem) {}

    private final Mounts mounts;
    private final Path folder;

    Mounting(Mounts mounts, Path folder) {
        this.mounts = mounts;
        this.folder = folder;
    }

    Path point(String id) {
        return folder.resolve(id);
    }

    /**
     * Mounts a volume that has an id and can be mounted, read-only when it is write-protected.
     *
     * @param made true when its file system was just made: then its top folder becomes the account's
     * @throws HalException as {@link Mounts#mount} says
     * @throws IOException when there is no place to mount it
     */
    Mounted mount(Seen seen, Mounts.Owner account, boolean made) throws IOException {
        Path point = point(seen.id());
        if (!Files.isDirectory(point, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    point, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        boolean done = false;
        try {
            boolean readOnly = mountedReadOnly(seen, point, account);
            if (made) {
                give(point, account);
            }
            Mounted mounted = look(seen, point, readOnly, account);
            done = true;
            return mounted;
        } finally {
            if (!done) {
                takeAway(point);
            }
        }
    }

    private boolean mountedReadOnly(Seen seen, Path point, Mounts.Owner account) {
        boolean writeProtected = seen.disk().readOnly();
        if (!writeProtected) {
            try {
                mount(seen, point, Access.READ_WRITE, account);
                return false;
            } catch (HalException failure) {
                if (failure.kind() != Kind.DENIED) {
                    throw failure;
                }
            }
        }
        mount(seen, point, Access.READ_ONLY, account);
        return true;
    }

    private void mount(Seen seen, Path point, Access access, Mounts.Owner account) {
        mounts.mount(
                seen.name(), seen.mountedAs().orElseThrow(), point.toString(), access, Optional.of(account), MOUNT);
    }

    /** How one that is mounted is: an ext4 of another computer belongs to that one's users. */
    Mounted look(Seen seen, Path point, boolean readOnly, Mounts.Owner account) throws IOException {
        boolean foreign = seen.mountedAs().filter("ext4"::equals).isPresent() && !mayWrite(point, account);
        return new Mounted(point, readOnly || foreign, readOnly ? "read-only" : foreign ? "foreign" : null);
    }

    private static boolean mayWrite(Path folder, Mounts.Owner account) throws IOException {
        int mode = (int) Files.getAttribute(folder, "unix:mode");
        boolean asOwner = (int) Files.getAttribute(folder, "unix:uid") == account.uid();
        boolean inGroup = (int) Files.getAttribute(folder, "unix:gid") == account.gid();
        int needed = asOwner ? OWNER_WRITES : inGroup ? GROUP_WRITES : OTHERS_WRITE;
        return (mode & needed) != 0;
    }

    private static void give(Path point, Mounts.Owner account) throws IOException {
        Files.setAttribute(point, "unix:uid", account.uid());
        Files.setAttribute(point, "unix:gid", account.gid());
        Files.setPosixFilePermissions(point, PosixFilePermissions.fromString("rwxr-x---"));
    }

    /**
     * Unmounts, when all is written, and removes the folder.
     *
     * @throws HalException as {@link Mounts#unmount} says, but for GONE, which is what is wanted
     */
    void unmount(Path point) {
        try {
            mounts.unmount(point.toString(), UNMOUNT);
        } catch (HalException failure) {
            if (failure.kind() != Kind.GONE) {
                throw failure;
            }
        }
        removeFolder(point);
    }

    /** Detaches what is mounted, whatever is open there, and removes the folder. */
    void takeAway(Path point) {
        try {
            mounts.detach(point.toString());
        } catch (HalException failure) {
            if (failure.kind() != Kind.GONE) {
                LOG.log(Level.WARNING, "A disk could not be taken away; it is tried again.", failure);
            }
        }
        removeFolder(point);
    }

    private static void removeFolder(Path point) {
        try {
            Files.deleteIfExists(point);
        } catch (IOException notYet) {
            LOG.log(Level.FINE, "A mount point stays for now.", notYet);
        }
    }

    /** What is mounted below the folder. */
    List<Mounts.Mount> mounted() {
        return mounts.list().stream()
                .filter(mount -> folder.equals(Path.of(mount.mountPoint()).getParent()))
                .toList();
    }

    boolean isMounted(Path point) {
        return mounted().stream().anyMatch(mount -> point.equals(Path.of(mount.mountPoint())));
    }

    /** The folders that are there, mounted or not, by name. */
    List<Path> points() {
        List<Path> points = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, one -> Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS))) {
            found.forEach(points::add);
        } catch (IOException none) {
            LOG.log(Level.FINE, "There is no folder of disks.", none);
        }
        return points;
    }
}
