// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The few calls on folder descriptors that {@code java.nio.file} does not have: open without following links, rename without
 * replacing, sync. See open(2), rename(2), fsync(2). Each call blocks on the disk.
 */
@SuppressWarnings("restricted") // The one class of this module that calls C.
final class LinuxFolders {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
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

    private static final int NAMES_BYTES = 16 * 1024;

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final int ERRNO_AT =
            Math.toIntExact(STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));

    /**
     * The one shape of all calls, five words and errno, which cloudd has made for its ciphers anyway: each other shape would cost a start the
     * making of its code, and each segment among the arguments some checks. C takes the lower half of a word for an integer.
     */
    private static final MethodHandle FIVE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    private static final MemorySegment OPENAT = function("openat");
    private static final MemorySegment RENAMEAT2 = function("renameat2");
    private static final MemorySegment STATX = function("statx");
    private static final MemorySegment FSYNC = function("fsync");
    private static final MemorySegment CLOSE = function("close");
    private static final MemorySegment GETDENTS = function("getdents64");

    /** Memory of earlier calls, as much as was ever used at once: to allocate it anew for each took longer than the call. */
    private static final ConcurrentLinkedQueue<Memory> SPARE = new ConcurrentLinkedQueue<>();

    /** The one that was used last, where a single thread finds it without the queue. */
    private static final AtomicReference<Memory> NEXT = new AtomicReference<>();

    private static final int STATX_AT = 64;
    private static final int NAME_AT = 512;
    private static final int NAME_ROOM = 1792;
    private static final int OTHER_AT = NAME_AT + NAME_ROOM;
    private static final int OPEN_FOLDER = openFolderFlags();

    private LinuxFolders() {}

    /**
     * What calls write and read, cut up once. It is read and written through a buffer: without an optimising compiler a segment's own
     * accessors take longer than the kernel does.
     */
    private static final class Memory {
        private final MemorySegment state;
        private final long address;
        private final ByteBuffer all;

        /** Names that are longer than their room; in use during the call. */
        private MemorySegment longName;

        private MemorySegment longOther;

        Memory() {
            state = Arena.global().allocate(OTHER_AT + NAME_ROOM, 8);
            address = state.address();
            all = state.asByteBuffer().order(ByteOrder.nativeOrder());
        }

        long name(String text) {
            byte[] bytes = bytes(text);
            if (bytes.length >= NAME_ROOM) {
                longName = Arena.ofAuto().allocateFrom(text);
                return longName.address();
            }
            return put(NAME_AT, bytes);
        }

        long other(String text) {
            byte[] bytes = bytes(text);
            if (bytes.length >= NAME_ROOM) {
                longOther = Arena.ofAuto().allocateFrom(text);
                return longOther.address();
            }
            return put(OTHER_AT, bytes);
        }

        private static byte[] bytes(String text) {
            if (text.indexOf(0) >= 0) {
                throw new IllegalArgumentException("a name with a NUL");
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private long put(int at, byte[] bytes) {
            all.put(at, bytes);
            all.put(at + bytes.length, (byte) 0);
            return address + at;
        }

        int call(MemorySegment function, long a, long b, long c, long d, long e) {
            try {
                return (int) (long) FIVE.invokeExact(function, state, a, b, c, d, e);
            } catch (Throwable t) {
                throw new AssertionError("a foreign call cannot throw", t);
            }
        }

        int errno() {
            return all.getInt(ERRNO_AT);
        }
    }

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
        Memory memory = take();
        try {
            int result = memory.call(
                    STATX, folder, memory.name(name), AT_SYMLINK_NOFOLLOW, STATX_WANTED, memory.address + STATX_AT);
            if (result < 0 && memory.errno() == ENOENT) {
                return null;
            }
            check("statx", result, memory);
            ByteBuffer all = memory.all;
            return new Stat(
                    all.getShort(STATX_AT + 28) & 0xFFFF,
                    all.getLong(STATX_AT + 32),
                    all.getLong(STATX_AT + 40),
                    all.getLong(STATX_AT + 112),
                    all.getInt(STATX_AT + 120));
        } finally {
            giveBack(memory);
        }
    }

    /**
     * Shows the names from where the descriptor stands to the end, the two dots left out: some hundred a call, without a path object for
     * each (linux/dirent.h: inode 8 bytes, place 8, length of the entry 2, type 1, name and NUL).
     */
    static void names(int folder, Consumer<String> visitor) throws Errno {
        byte[] entries = new byte[NAMES_BYTES];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(NAMES_BYTES, 8);
            ByteBuffer view = raw.asByteBuffer();
            for (int length = read(folder, raw); length > 0; length = read(folder, raw)) {
                view.get(0, entries, 0, length);
                show(entries, length, visitor);
            }
        }
    }

    private static int read(int folder, MemorySegment into) throws Errno {
        Memory memory = take();
        try {
            return check("getdents64", memory.call(GETDENTS, folder, into.address(), NAMES_BYTES, 0, 0), memory);
        } finally {
            giveBack(memory);
        }
    }

    private static void show(byte[] entries, int length, Consumer<String> visitor) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int at = 0; at < length; ) {
            int low = entries[little ? at + 16 : at + 17] & 0xFF;
            int high = entries[little ? at + 17 : at + 16] & 0xFF;
            int begin = at + 19;
            int end = begin;
            while (entries[end] != 0) {
                end++;
            }
            boolean dots = entries[begin] == '.' && (end == begin + 1 || end == begin + 2 && entries[begin + 1] == '.');
            if (!dots) {
                visitor.accept(new String(entries, begin, end - begin, StandardCharsets.UTF_8));
            }
            at += high << 8 | low;
        }
    }

    /** Makes the names in a folder durable. */
    static void sync(int folder) throws Errno {
        Memory memory = take();
        try {
            check("fsync", memory.call(FSYNC, folder, 0, 0, 0, 0), memory);
        } finally {
            giveBack(memory);
        }
    }

    /** Closes the descriptor; it must not be used again. */
    static void close(int folder) {
        Memory memory = take();
        memory.call(CLOSE, folder, 0, 0, 0, 0);
        giveBack(memory);
    }

    private static int open(int folder, String name, int flags) throws Errno {
        Memory memory = take();
        try {
            return check("openat", memory.call(OPENAT, folder, memory.name(name), flags, 0, 0), memory);
        } finally {
            giveBack(memory);
        }
    }

    private static void renameWith(int fromFolder, String from, int toFolder, String to, int flags) throws Errno {
        Memory memory = take();
        try {
            int result = memory.call(RENAMEAT2, fromFolder, memory.name(from), toFolder, memory.other(to), flags);
            check("renameat2", result, memory);
        } finally {
            giveBack(memory);
        }
    }

    private static Memory take() {
        Memory next = NEXT.getAndSet(null);
        if (next == null) {
            next = SPARE.poll();
        }
        return next == null ? new Memory() : next;
    }

    private static void giveBack(Memory memory) {
        memory.longName = null;
        memory.longOther = null;
        if (!NEXT.compareAndSet(null, memory)) {
            SPARE.add(memory);
        }
    }

    private static int check(String call, int result, Memory memory) throws Errno {
        if (result < 0) {
            throw new Errno(call, memory.errno());
        }
        return result;
    }

    private static MemorySegment function(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
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
