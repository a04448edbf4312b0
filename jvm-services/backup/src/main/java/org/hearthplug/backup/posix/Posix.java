// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    private final MemorySegment errno;
    private final MemorySegment path;
    private final MemorySegment path2;
    private final MemorySegment statx;
    private final MemorySegment io;

    /** Buffers of about 300 KiB outside the heap, freed with the object. */
    public Posix() {
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(PosixCalls.CAPTURE);
        path = arena.allocate(PATH_BYTES);
        path2 = arena.allocate(PATH_BYTES);
        statx = arena.allocate(256, 8);
        io = arena.allocate(IO_BYTES, 8);
    }

    private MemorySegment string(MemorySegment into, byte[] name) {
        if (name.length >= PATH_BYTES) {
            throw new ErrnoException("path", 36);
        }
        MemorySegment.copy(name, 0, into, JAVA_BYTE, 0, name.length);
        into.set(JAVA_BYTE, name.length, (byte) 0);
        return into;
    }

    private int check(String call, int result) {
        if (result < 0) {
            throw new ErrnoException(call, (int) PosixCalls.ERRNO.get(errno, 0L));
        }
        return result;
    }

    private long check(String call, long result) {
        if (result < 0) {
            throw new ErrnoException(call, (int) PosixCalls.ERRNO.get(errno, 0L));
        }
        return result;
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
        try {
            MemorySegment p = string(path, name);
            return check("openat", (int) PosixCalls.OPENAT.invokeExact(errno, dir, p, flags | Flags.CLOEXEC, mode));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Closes a descriptor. */
    public void close(int fd) {
        try {
            check("close", (int) PosixCalls.CLOSE.invokeExact(errno, fd));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Reads up to {@code length} bytes; 0 at the end of the file. */
    public int read(int fd, byte[] into, int offset, int length) {
        try {
            long n = (long) PosixCalls.READ.invokeExact(errno, fd, io, (long) Math.min(length, IO_BYTES));
            check("read", n);
            MemorySegment.copy(io, JAVA_BYTE, 0, into, offset, (int) n);
            return (int) n;
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Writes all the bytes at a position of the file. */
    public void writeFully(int fd, long position, byte[] from, int offset, int length) {
        try {
            int done = 0;
            while (done < length) {
                int n = Math.min(length - done, IO_BYTES);
                MemorySegment.copy(from, offset + done, io, JAVA_BYTE, 0, n);
                long written = (long) PosixCalls.PWRITE.invokeExact(errno, fd, io, (long) n, position + done);
                done += (int) check("pwrite", written);
            }
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Sets a file's length; what is added reads as zeros and takes no room. */
    public void truncate(int fd, long length) {
        try {
            check("ftruncate", (int) PosixCalls.FTRUNCATE.invokeExact(errno, fd, length));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Waits until a file's bytes survive a power cut. */
    public void sync(int fd) {
        try {
            check("fsync", (int) PosixCalls.FSYNC.invokeExact(errno, fd));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
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
        try {
            MemorySegment p = string(path, name);
            check("statx", (int) PosixCalls.STATX.invokeExact(errno, dir, p, flags, STATX_BASIC, statx));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
        return new Stat(
                statx.get(JAVA_SHORT_UNALIGNED, 28) & 0xffff,
                statx.get(JAVA_INT_UNALIGNED, 20),
                statx.get(JAVA_INT_UNALIGNED, 24),
                statx.get(JAVA_LONG_UNALIGNED, 32),
                statx.get(JAVA_INT_UNALIGNED, 16) & 0xffffffffL,
                statx.get(JAVA_LONG_UNALIGNED, 40),
                device(136),
                device(128),
                statx.get(JAVA_LONG_UNALIGNED, 64),
                statx.get(JAVA_INT_UNALIGNED, 72),
                statx.get(JAVA_LONG_UNALIGNED, 112),
                statx.get(JAVA_INT_UNALIGNED, 120),
                statx.get(JAVA_LONG_UNALIGNED, 96),
                statx.get(JAVA_INT_UNALIGNED, 104));
    }

    private long device(int at) {
        long major = statx.get(JAVA_INT_UNALIGNED, at) & 0xffffffffL;
        long minor = statx.get(JAVA_INT_UNALIGNED, at + 4) & 0xffffffffL;
        return (major & 0xfff) << 8 | minor & 0xff | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    }

    /** The names in an open directory but {@code .} and {@code ..}, ordered as unsigned bytes. */
    public List<byte[]> names(int fd) {
        List<byte[]> names = new ArrayList<>();
        try {
            while (true) {
                long n = (long) PosixCalls.GETDENTS.invokeExact(errno, fd, io, (long) IO_BYTES);
                if (check("getdents64", n) == 0) {
                    break;
                }
                for (long at = 0; at < n; at += io.get(JAVA_SHORT_UNALIGNED, at + 16) & 0xffff) {
                    byte[] name = bytesUntilNul(io, at + 19);
                    if (!(name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.'))) {
                        names.add(name);
                    }
                }
            }
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
        names.sort(Arrays::compareUnsigned);
        return names;
    }

    private static byte[] bytesUntilNul(MemorySegment from, long at) {
        int n = 0;
        while (from.get(JAVA_BYTE, at + n) != 0) {
            n++;
        }
        byte[] bytes = new byte[n];
        MemorySegment.copy(from, JAVA_BYTE, at, bytes, 0, n);
        return bytes;
    }

    /** Where a symbolic link points. */
    public byte[] readLink(int dir, byte[] name) {
        try {
            MemorySegment p = string(path, name);
            long n = (long) PosixCalls.READLINKAT.invokeExact(errno, dir, p, io, (long) PATH_BYTES);
            check("readlinkat", n);
            byte[] target = new byte[(int) n];
            MemorySegment.copy(io, JAVA_BYTE, 0, target, 0, target.length);
            return target;
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Makes a directory, mode 0700. */
    public void makeDirectory(int dir, byte[] name) {
        try {
            MemorySegment p = string(path, name);
            check("mkdirat", (int) PosixCalls.MKDIRAT.invokeExact(errno, dir, p, 0700));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Makes a symbolic link. */
    public void symlink(byte[] target, int dir, byte[] name) {
        try {
            MemorySegment t = string(path2, target);
            MemorySegment p = string(path, name);
            check("symlinkat", (int) PosixCalls.SYMLINKAT.invokeExact(errno, t, dir, p));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Makes another name of a file. */
    public void link(int fromDir, byte[] from, int dir, byte[] name) {
        try {
            MemorySegment f = string(path2, from);
            MemorySegment p = string(path, name);
            check("linkat", (int) PosixCalls.LINKAT.invokeExact(errno, fromDir, f, dir, p, 0));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Makes a device node or fifo. @param mode type and permission bits */
    public void makeNode(int dir, byte[] name, int mode, long device) {
        try {
            MemorySegment p = string(path, name);
            check("mknodat", (int) PosixCalls.MKNODAT.invokeExact(errno, dir, p, mode, device));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
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
        try {
            MemorySegment p = string(path, name);
            check("unlinkat", (int) PosixCalls.UNLINKAT.invokeExact(errno, dir, p, flags));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Sets the owner of a name, not of what a link points to. */
    public void chown(int dir, byte[] name, int uid, int gid) {
        try {
            MemorySegment p = string(path, name);
            check("fchownat", (int) PosixCalls.FCHOWNAT.invokeExact(errno, dir, p, uid, gid, AT_SYMLINK_NOFOLLOW));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Sets permission bits. The name must not be a symbolic link: the kernel would follow it. */
    public void chmod(int dir, byte[] name, int mode) {
        try {
            MemorySegment p = string(path, name);
            check("fchmodat", (int) PosixCalls.FCHMODAT.invokeExact(errno, dir, p, mode, 0));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Sets access and modification time of a name, not of what a link points to. */
    public void setTimes(int dir, byte[] name, long atime, int atimeNanos, long mtime, int mtimeNanos) {
        io.set(JAVA_LONG_UNALIGNED, 0, atime);
        io.set(JAVA_LONG_UNALIGNED, 8, atimeNanos);
        io.set(JAVA_LONG_UNALIGNED, 16, mtime);
        io.set(JAVA_LONG_UNALIGNED, 24, mtimeNanos);
        try {
            MemorySegment p = string(path, name);
            check("utimensat", (int) PosixCalls.UTIMENSAT.invokeExact(errno, dir, p, io, AT_SYMLINK_NOFOLLOW));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** The names of the extended attributes; none where the file system has none. */
    public List<byte[]> xattrNames(int dir, byte[] name) {
        try {
            MemorySegment p = string(path, through(dir, name));
            long n = (long) PosixCalls.LLISTXATTR.invokeExact(errno, p, io, (long) XATTR_BYTES);
            if (n == 0 || n < 0 && (int) PosixCalls.ERRNO.get(errno, 0L) == ErrnoException.EOPNOTSUPP) {
                return List.of();
            }
            check("llistxattr", n);
            List<byte[]> names = new ArrayList<>();
            for (long at = 0; at < n; at += names.getLast().length + 1L) {
                names.add(bytesUntilNul(io, at));
            }
            return names;
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** The value of an extended attribute. */
    public byte[] xattr(int dir, byte[] name, byte[] attribute) {
        try {
            MemorySegment p = string(path, through(dir, name));
            MemorySegment a = string(path2, attribute);
            long n = (long) PosixCalls.LGETXATTR.invokeExact(errno, p, a, io, (long) XATTR_BYTES);
            byte[] value = new byte[(int) check("lgetxattr", n)];
            MemorySegment.copy(io, JAVA_BYTE, 0, value, 0, value.length);
            return value;
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
    }

    /** Sets an extended attribute. */
    public void setXattr(int dir, byte[] name, byte[] attribute, byte[] value) {
        if (value.length > XATTR_BYTES) {
            throw new ErrnoException("lsetxattr", 7);
        }
        try {
            MemorySegment p = string(path, through(dir, name));
            MemorySegment a = string(path2, attribute);
            MemorySegment.copy(value, 0, io, JAVA_BYTE, 0, value.length);
            check("lsetxattr", (int) PosixCalls.LSETXATTR.invokeExact(errno, p, a, io, (long) value.length, 0));
        } catch (Throwable t) {
            throw PosixCalls.rethrow(t);
        }
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
