// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

/** Go's {@code os.FileMode}, the spelling of a mode in a tree: permission bits, and high bits for type and set-id. */
final class GoMode {
    private static final long DIR = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long PIPE = 1L << 25;
    private static final long SOCKET = 1L << 24;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long CHARACTER = 1L << 21;
    private static final long STICKY = 1L << 20;

    private GoMode() {}

    static long of(NodeType type, int permissions) {
        long go = permissions & 0777;
        go |= (permissions & 04000) != 0 ? SETUID : 0;
        go |= (permissions & 02000) != 0 ? SETGID : 0;
        go |= (permissions & 01000) != 0 ? STICKY : 0;
        return go
                | switch (type) {
                    case FILE, OTHER -> 0;
                    case DIRECTORY -> DIR;
                    case SYMLINK -> SYMLINK;
                    case BLOCK_DEVICE -> DEVICE;
                    case CHARACTER_DEVICE -> DEVICE | CHARACTER;
                    case FIFO -> PIPE;
                    case SOCKET -> SOCKET;
                };
    }

    static int permissions(long go) {
        int mode = (int) (go & 0777);
        mode |= (go & SETUID) != 0 ? 04000 : 0;
        mode |= (go & SETGID) != 0 ? 02000 : 0;
        return mode | ((go & STICKY) != 0 ? 01000 : 0);
    }
}
