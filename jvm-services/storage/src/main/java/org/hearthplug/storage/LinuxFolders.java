// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The few calls on folder descriptors that {@code java.nio.file} does not have: open without following links, rename without
 * replacing, sync. See open(2), rename(2), fsync(2). Each call blocks on the disk.
 */
@SuppressWarnings("restricted") // The one class of this module that calls C.
final class LinuxFolders {
    static final int ENOENT = 2;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENOSYS = 38;
    static final int ELOOP = 40;
    static final int EDQUOT = 122;

    private static final int AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int RENAME_NOREPLACE = 1;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;

    /** Type, size, inode, time of the last change of the content. struct statx is the same on every architecture (linux/stat.h). */
    private static final int STATX_WANTED = 0x1 | 0x200 | 0x100 | 0x40;

    private static final int STATX_BYTES = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPENAT = function(
            "openat",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(3));
    private static final MethodHandle RENAMEAT2 = function(
            "renameat2",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle STATX = function(
            "statx",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS));
    private static final MethodHandle FSYNC =
            function("fsync", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    /** Memory of earlier calls, as much as was ever used at once: to allocate it anew for each took longer than the call. */
    private static final ConcurrentLinkedQueue<MemorySegment> SPARE = new ConcurrentLinkedQueue<>();

    private static final int STATX_AT = 64;
    private static final int NAME_AT = 512;
    private static final int NAME_ROOM = 1792;
    private static final int OTHER_AT = NAME_AT + NAME_ROOM;
    private static final int OPEN_FOLDER = openFolderFlags();

    private LinuxFolders() {}

    /** A call that failed; the number is the kernel's. */
    static final class Errno extends IOException {
        private static final long serialVersionUID = 1L;
        final int number;

        Errno(String call, int number) {
            super(call + " failed with errno " + number);
            this.number = number;
        }
    }

    /** Opens a folder by its path, links included: for the root only, which the administrator chose. */
    static int openRoot(String path) throws Errno {
        return open(AT_FDCWD, path, OPEN_FOLDER & ~noFollow());
    }

    /** Opens a folder in a folder; a link or a file of that name fails with ELOOP or ENOTDIR. */
    static int openFolder(int folder, String name) throws Errno {
        return open(folder, name, OPEN_FOLDER);
    }

    /** Renames, replacing a file of the new name in one step. */
    static void rename(int fromFolder, String from, int toFolder, String to) throws Errno {
        renameWith(fromFolder, from, toFolder, to, 0);
    }

    /** Renames unless the new name is taken, in one step: EEXIST. File systems that cannot do that answer EINVAL. */
    static void renameNoReplace(int fromFolder, String from, int toFolder, String to) throws Errno {
        renameWith(fromFolder, from, toFolder, to, RENAME_NOREPLACE);
    }

    /**
     * What the kernel says of an entry.
     *
     * @param mode its type and rights
     * @param bytes its size
     * @param seconds when its content last changed, since 1970; {@code nanos} of the second
     */
    record Stat(int mode, long inode, long bytes, long seconds, int nanos) {}

    /** Looks an entry up, itself and not what it points to; null when there is none. */
    static Stat stat(int folder, String name) throws Errno {
        MemorySegment state = take();
        try {
            MemorySegment found = state.asSlice(STATX_AT, STATX_BYTES);
            int result = (int) STATX.invokeExact(
                    state, folder, text(state, NAME_AT, name), AT_SYMLINK_NOFOLLOW, STATX_WANTED, found);
            if (result < 0 && state.get(ValueLayout.JAVA_INT, ERRNO_AT) == ENOENT) {
                return null;
            }
            check("statx", result, state);
            return new Stat(
                    found.get(ValueLayout.JAVA_SHORT, 28) & 0xFFFF,
                    found.get(ValueLayout.JAVA_LONG, 32),
                    found.get(ValueLayout.JAVA_LONG, 40),
                    found.get(ValueLayout.JAVA_LONG, 112),
                    found.get(ValueLayout.JAVA_INT, 120));
        } catch (Throwable e) {
            throw unwrap(e);
        } finally {
            SPARE.add(state);
        }
    }

    /** Makes the names in a folder durable. */
    static void sync(int folder) throws Errno {
        MemorySegment state = take();
        try {
            check("fsync", (int) FSYNC.invokeExact(state, folder), state);
        } catch (Throwable e) {
            throw unwrap(e);
        } finally {
            SPARE.add(state);
        }
    }

    /** Closes the descriptor; it must not be used again. */
    static void close(int folder) {
        MemorySegment state = take();
        try {
            int ignored = (int) CLOSE.invokeExact(state, folder);
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            SPARE.add(state);
        }
    }

    private static int open(int folder, String name, int flags) throws Errno {
        MemorySegment state = take();
        try {
            return check("openat", (int) OPENAT.invokeExact(state, folder, text(state, NAME_AT, name), flags), state);
        } catch (Throwable e) {
            throw unwrap(e);
        } finally {
            SPARE.add(state);
        }
    }

    private static void renameWith(int fromFolder, String from, int toFolder, String to, int flags) throws Errno {
        MemorySegment state = take();
        try {
            int result = (int) RENAMEAT2.invokeExact(
                    state, fromFolder, text(state, NAME_AT, from), toFolder, text(state, OTHER_AT, to), flags);
            check("renameat2", result, state);
        } catch (Throwable e) {
            throw unwrap(e);
        } finally {
            SPARE.add(state);
        }
    }

    private static MemorySegment take() {
        MemorySegment spare = SPARE.poll();
        return spare == null ? Arena.global().allocate(OTHER_AT + NAME_ROOM, 8) : spare;
    }

    private static MemorySegment text(MemorySegment memory, int at, String text) {
        if (3 * text.length() + 1 > NAME_ROOM) {
            return Arena.ofAuto().allocateFrom(text);
        }
        MemorySegment place = memory.asSlice(at, NAME_ROOM);
        place.setString(0, text);
        return place;
    }

    private static int check(String call, int result, MemorySegment state) throws Errno {
        if (result < 0) {
            throw new Errno(call, state.get(ValueLayout.JAVA_INT, ERRNO_AT));
        }
        return result;
    }

    private static Errno unwrap(Throwable e) {
        if (e instanceof Errno errno) {
            return errno;
        }
        throw new AssertionError("a foreign call cannot throw", e);
    }

    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        SymbolLookup libc = LINKER.defaultLookup();
        return LINKER.downcallHandle(libc.findOrThrow(name), type, options);
    }

    /** O_RDONLY is 0. O_DIRECTORY and O_NOFOLLOW have the architecture's own numbers (asm/fcntl.h). */
    private static int openFolderFlags() {
        int directory = isArm() ? 0x4000 : 0x10000;
        return directory | noFollow() | O_CLOEXEC;
    }

    private static int noFollow() {
        return isArm() ? 0x8000 : 0x20000;
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
