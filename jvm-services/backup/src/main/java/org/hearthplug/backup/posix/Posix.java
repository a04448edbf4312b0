// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.backup.BackupException;

/**
 * Linux's file system calls, relative to open directories and with names as bytes: what Java's own API cannot say. A
 * name on Linux is any bytes but slash and NUL, and a path that is walked by descriptors cannot be bent by a symbolic
 * link put in its way.
 *
 * <p>Not for several threads: an instance holds the buffers of its calls. Every method blocks and throws
 * {@link ErrnoException}.
 */
public final class Posix {
    /** In place of a directory's descriptor: the working directory; absolute paths ignore it. */
    public static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC = 0x7ff;
    private static final int PATH_BYTES = 8192;
    private static final int IO_BYTES = 256 * 1024;
    private static final int XATTR_BYTES = 64 * 1024;

    /** An array's header, its padding, and a reference to it. */
    private static final int NAME_OVERHEAD = 28;

    private static final long MAX_NAMES =
            Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 2);

    private final MemorySegment errno;
    private final ByteBuffer path;
    private final ByteBuffer path2;
    private final ByteBuffer io;
    private final ByteBuffer error;
    private final long pathAt;
    private final long path2At;
    private final long ioAt;

    /** Buffers of about 300 KiB outside the heap, freed with the object. */
    public Posix() {
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(PosixCalls.CAPTURE);
        MemorySegment first = arena.allocate(PATH_BYTES);
        MemorySegment second = arena.allocate(PATH_BYTES);
        MemorySegment data = arena.allocate(IO_BYTES, 8);
        // Read and written as buffers: a segment's accessors are method handles, which a cold JVM makes one by one.
        error = buffer(errno);
        path = buffer(first);
        path2 = buffer(second);
        io = buffer(data);
        pathAt = first.address();
        path2At = second.address();
        ioAt = data.address();
    }

    private static ByteBuffer buffer(MemorySegment segment) {
        return segment.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private long path(byte[] name) {
        return string(path, pathAt, name);
    }

    private static long string(ByteBuffer into, long at, byte[] name) {
        if (name.length >= PATH_BYTES) {
            throw new ErrnoException("path", 36);
        }
        into.put(0, name);
        into.put(name.length, (byte) 0);
        return at;
    }

    private int errno() {
        return error.getInt(PosixCalls.ERRNO_AT);
    }

    private long call(PosixCalls function, long a, long b, long c, long d, long e) {
        try {
            return PosixCalls.call(function, errno, a, b, c, d, e);
        } finally {
            Reference.reachabilityFence(this); // The arguments may point into its buffers.
        }
    }

    /** Calls a function that answers with a C int, and throws where that is negative. */
    private int integer(PosixCalls function, long a, long b, long c, long d, long e) {
        int result = (int) call(function, a, b, c, d, e);
        if (result < 0) {
            throw new ErrnoException(function.symbol(), errno());
        }
        return result;
    }

    /** Calls a function that answers with a length, and throws where that is negative. */
    private int length(PosixCalls function, long a, long b, long c, long d) {
        long result = call(function, a, b, c, d, 0);
        if (result < 0) {
            throw new ErrnoException(function.symbol(), errno());
        }
        return (int) result;
    }

    /** Opens a directory; its last component may not be a symbolic link. */
    public int openDirectory(int dir, byte[] name) {
        return open(dir, name, Flags.DIRECTORY | Flags.NOFOLLOW, 0);
    }

    /** Opens a regular file to read, without touching its access time where that is allowed. */
    public int openToRead(int dir, byte[] name) {
        int flags = Flags.NOFOLLOW | Flags.NONBLOCK;
        try {
            return open(dir, name, flags | Flags.NOATIME, 0);
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.EPERM) {
                throw e;
            }
            return open(dir, name, flags, 0);
        }
    }

    /** Creates a file that must not exist, mode 0600, to write. */
    public int create(int dir, byte[] name) {
        return open(dir, name, Flags.WRITE | Flags.CREATE | Flags.EXCLUSIVE | Flags.NOFOLLOW, 0600);
    }

    private int open(int dir, byte[] name, int flags, int mode) {
        return integer(PosixCalls.OPENAT, dir, path(name), flags | Flags.CLOEXEC, mode, 0);
    }

    /** Closes a descriptor. */
    public void close(int fd) {
        integer(PosixCalls.CLOSE, fd, 0, 0, 0, 0);
    }

    /** Reads up to {@code length} bytes; 0 at the end of the file. */
    public int read(int fd, byte[] into, int offset, int length) {
        int n = length(PosixCalls.READ, fd, ioAt, Math.min(length, IO_BYTES), 0);
        io.get(0, into, offset, n);
        return n;
    }

    /** Writes all the bytes at a position of the file. */
    public void writeFully(int fd, long position, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, IO_BYTES);
            io.put(0, from, offset + done, n);
            done += length(PosixCalls.PWRITE, fd, ioAt, n, position + done);
        }
    }

    /** Sets a file's length; what is added reads as zeros and takes no room. */
    public void truncate(int fd, long length) {
        integer(PosixCalls.FTRUNCATE, fd, length, 0, 0, 0);
    }

    /** Waits until a file's bytes survive a power cut. */
    public void sync(int fd) {
        integer(PosixCalls.FSYNC, fd, 0, 0, 0, 0);
    }

    /** What the name is, not what a link points to. */
    public Stat stat(int dir, byte[] name) {
        return stat(dir, name, AT_SYMLINK_NOFOLLOW);
    }

    /** What the name or the link's end is. */
    public Stat statFollowing(int dir, byte[] name) {
        return stat(dir, name, 0);
    }

    /** What an open descriptor is. */
    public Stat stat(int fd) {
        return stat(fd, new byte[0], AT_EMPTY_PATH);
    }

    private Stat stat(int dir, byte[] name, int flags) {
        integer(PosixCalls.STATX, dir, path(name), flags, STATX_BASIC, ioAt);
        return new Stat(
                io.getShort(28) & 0xffff,
                io.getInt(20),
                io.getInt(24),
                io.getLong(32),
                io.getInt(16) & 0xffffffffL,
                io.getLong(40),
                device(136),
                device(128),
                io.getLong(64),
                io.getInt(72),
                io.getLong(112),
                io.getInt(120),
                io.getLong(96),
                io.getInt(104));
    }

    private long device(int at) {
        long major = io.getInt(at) & 0xffffffffL;
        long minor = io.getInt(at + 4) & 0xffffffffL;
        return (major & 0xfff) << 8 | minor & 0xff | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    }

    /**
     * The names in an open directory but {@code .} and {@code ..}, ordered as unsigned bytes.
     *
     * @throws BackupException LIMIT when they would take half of the heap
     */
    public List<byte[]> names(int fd) {
        return names(fd, MAX_NAMES);
    }

    /** The same. @param most bytes of memory that they may take */
    public List<byte[]> names(int fd, long most) {
        long left = most;
        List<byte[]> names = new ArrayList<>();
        for (int n = list(fd); n != 0; n = list(fd)) {
            for (int at = 0; at < n; at += io.getShort(at + 16) & 0xffff) {
                byte[] name = bytesUntilNul(at + 19);
                if (!(name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.'))) {
                    names.add(name);
                    left -= name.length + NAME_OVERHEAD;
                }
                if (left < 0) {
                    throw new BackupException(
                            BackupException.Kind.LIMIT,
                            "the folder has more than " + names.size()
                                    + " entries: move some of its files into folders of their own");
                }
            }
        }
        names.sort(Arrays::compareUnsigned);
        return names;
    }

    private int list(int fd) {
        return length(PosixCalls.GETDENTS, fd, ioAt, IO_BYTES, 0);
    }

    private byte[] bytesUntilNul(int at) {
        int end = at;
        while (io.get(end) != 0) {
            end++;
        }
        return copy(at, end - at);
    }

    private byte[] copy(int at, int length) {
        byte[] bytes = new byte[length];
        io.get(at, bytes);
        return bytes;
    }

    /** Where a symbolic link points. */
    public byte[] readLink(int dir, byte[] name) {
        return copy(0, length(PosixCalls.READLINKAT, dir, path(name), ioAt, PATH_BYTES));
    }

    /** Makes a directory, mode 0700. */
    public void makeDirectory(int dir, byte[] name) {
        integer(PosixCalls.MKDIRAT, dir, path(name), 0700, 0, 0);
    }

    /** Makes a symbolic link. */
    public void symlink(byte[] target, int dir, byte[] name) {
        integer(PosixCalls.SYMLINKAT, string(path2, path2At, target), dir, path(name), 0, 0);
    }

    /** Makes another name of a file. */
    public void link(int fromDir, byte[] from, int dir, byte[] name) {
        integer(PosixCalls.LINKAT, fromDir, string(path2, path2At, from), dir, path(name), 0);
    }

    /** Makes a device node or fifo. @param mode type and permission bits */
    public void makeNode(int dir, byte[] name, int mode, long device) {
        integer(PosixCalls.MKNODAT, dir, path(name), mode, device, 0);
    }

    /** Removes a name that is not a directory. */
    public void unlink(int dir, byte[] name) {
        unlink(dir, name, 0);
    }

    /** Removes an empty directory. */
    public void removeDirectory(int dir, byte[] name) {
        unlink(dir, name, AT_REMOVEDIR);
    }

    private void unlink(int dir, byte[] name, int flags) {
        integer(PosixCalls.UNLINKAT, dir, path(name), flags, 0, 0);
    }

    /** Sets the owner of a name, not of what a link points to. */
    public void chown(int dir, byte[] name, int uid, int gid) {
        integer(PosixCalls.FCHOWNAT, dir, path(name), uid, gid, AT_SYMLINK_NOFOLLOW);
    }

    /** Sets permission bits. The name must not be a symbolic link: the kernel would follow it. */
    public void chmod(int dir, byte[] name, int mode) {
        integer(PosixCalls.FCHMODAT, dir, path(name), mode, 0, 0);
    }

    /** Sets access and modification time of a name, not of what a link points to. */
    public void setTimes(int dir, byte[] name, long atime, int atimeNanos, long mtime, int mtimeNanos) {
        io.putLong(0, atime).putLong(8, atimeNanos).putLong(16, mtime).putLong(24, mtimeNanos);
        integer(PosixCalls.UTIMENSAT, dir, path(name), ioAt, AT_SYMLINK_NOFOLLOW, 0);
    }

    /** The names of the extended attributes; none where the file system has none. */
    public List<byte[]> xattrNames(int dir, byte[] name) {
        long n = call(PosixCalls.LLISTXATTR, path(through(dir, name)), ioAt, XATTR_BYTES, 0, 0);
        if (n == 0 || n < 0 && errno() == ErrnoException.EOPNOTSUPP) {
            return List.of();
        }
        if (n < 0) {
            throw new ErrnoException(PosixCalls.LLISTXATTR.symbol(), errno());
        }
        List<byte[]> names = new ArrayList<>();
        for (int at = 0; at < n; at += names.getLast().length + 1) {
            names.add(bytesUntilNul(at));
        }
        return names;
    }

    /** The value of an extended attribute. */
    public byte[] xattr(int dir, byte[] name, byte[] attribute) {
        long through = path(through(dir, name));
        return copy(0, length(PosixCalls.LGETXATTR, through, string(path2, path2At, attribute), ioAt, XATTR_BYTES));
    }

    /** Sets an extended attribute. */
    public void setXattr(int dir, byte[] name, byte[] attribute, byte[] value) {
        if (value.length > XATTR_BYTES) {
            throw new ErrnoException("lsetxattr", 7);
        }
        io.put(0, value);
        long through = path(through(dir, name));
        integer(PosixCalls.LSETXATTR, through, string(path2, path2At, attribute), ioAt, value.length, 0);
    }

    // Linux before 6.13 has no xattr call relative to a directory; /proc resolves the descriptor, not a path.
    private static byte[] through(int dir, byte[] name) {
        if (dir == AT_FDCWD) {
            return name;
        }
        byte[] prefix = ("/proc/self/fd/" + dir + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, whole, prefix.length, name.length);
        return whole;
    }
}
