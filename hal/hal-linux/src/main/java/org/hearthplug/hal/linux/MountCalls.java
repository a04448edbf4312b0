// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** mount(2) and umount2(2), and what their error numbers mean: other things than elsewhere. */
final class MountCalls {
    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOATIME = 1024;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int EROFS = 30;
    private static final int EFSBADCRC = 74;

    private MountCalls() {}

    /** {@code options} are the file system's own, with commas between; empty for none. */
    static void mount(String volume, String type, String mountPoint, boolean readOnly, String options) {
        long flags = MS_NOSUID | MS_NODEV | MS_NOATIME | (readOnly ? MS_RDONLY : 0);
        try (Arena arena = Arena.ofConfined()) {
            int result = SystemCall.mount(
                    arena.allocate(SystemCall.errnoLayout()),
                    arena.allocateFrom("/dev/" + volume),
                    arena.allocateFrom(mountPoint),
                    arena.allocateFrom(type),
                    flags,
                    options.isEmpty() ? MemorySegment.NULL : arena.allocateFrom(options));
            if (result < 0) {
                throw failure(volume, -result, "mounting");
            }
        }
    }

    static void unmount(String mountPoint, boolean now) {
        try (Arena arena = Arena.ofConfined()) {
            int result = SystemCall.umount(
                    arena.allocate(SystemCall.errnoLayout()),
                    arena.allocateFrom(mountPoint),
                    UMOUNT_NOFOLLOW | (now ? MNT_DETACH : 0));
            if (result < 0) {
                // EINVAL: no mount point.
                Kind kind = result == -Errno.EINVAL ? Kind.GONE : Errno.kind(-result);
                throw new HalException(kind, mountPoint, -result, "unmounting failed with errno " + -result, null);
            }
        }
    }

    private static HalException failure(String volume, int errno, String operation) {
        Kind kind = switch (errno) {
            case Errno.ENODEV -> Kind.UNSUPPORTED;
            case Errno.EINVAL -> Kind.OUT_OF_RANGE;
            case Errno.EUCLEAN, EFSBADCRC -> Kind.MALFORMED;
            case EROFS -> Kind.DENIED;
            default -> Errno.kind(errno);
        };
        return new HalException(kind, volume, errno, operation + " failed with errno " + errno, null);
    }
}
