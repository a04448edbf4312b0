// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C functions behind {@link Posix}, each with errno kept. All go through one method handle: the function's address and
 * five 64-bit words. The calling conventions of x86-64 and AArch64 put every integer and every address into a register of
 * its own, and the callee reads the low half for an int, whatever the high half is, and no register that it has no
 * parameter for; of an int that is returned the high half is undefined. A handle for each signature costs a cold JVM ten
 * milliseconds of making classes, and there were sixteen of them.
 */
enum PosixCalls {
    OPENAT("openat"),
    CLOSE("close"),
    READ("read"),
    PWRITE("pwrite"),
    FTRUNCATE("ftruncate"),
    FSYNC("fsync"),
    STATX("statx"),
    GETDENTS("getdents64"),
    READLINKAT("readlinkat"),
    MKDIRAT("mkdirat"),
    SYMLINKAT("symlinkat"),
    LINKAT("linkat"),
    MKNODAT("mknodat"),
    UNLINKAT("unlinkat"),
    FCHOWNAT("fchownat"),
    FCHMODAT("fchmodat"),
    UTIMENSAT("utimensat"),
    LLISTXATTR("llistxattr"),
    LGETXATTR("lgetxattr"),
    LSETXATTR("lsetxattr"),
    MADVISE("madvise");

    static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    static final int ERRNO_AT = (int) CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle FIVE_WORDS = handle();

    private final String symbol;
    private final MemorySegment address;

    PosixCalls(String symbol) {
        this.symbol = symbol;
        address = Linker.nativeLinker().defaultLookup().findOrThrow(symbol);
    }

    /** The function's name. */
    String symbol() {
        return symbol;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle() {
        FunctionDescriptor words =
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(words, Linker.Option.captureCallState("errno"));
    }

    /** Calls; words beyond the function's parameters are ignored. @param errno where errno goes */
    static long call(PosixCalls function, MemorySegment errno, long a, long b, long c, long d, long e) {
        try {
            return (long) FIVE_WORDS.invokeExact(function.address, errno, a, b, c, d, e);
        } catch (RuntimeException | Error t) {
            throw t;
        } catch (Throwable t) {
            throw new IllegalStateException("a system call threw", t);
        }
    }
}
