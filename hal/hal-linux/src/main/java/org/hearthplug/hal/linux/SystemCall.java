// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux system calls, through {@code syscall(2)} of the C library: the one place where this module leaves Java. All calls
 * share one native shape, because each shape costs about 50 classes at start-up, which a small processor feels.
 *
 * <p>Each method returns what the kernel returns: a result, or the negative error number. Segments must live and be large
 * enough for as long as the call takes; the callers in this package see to that.
 */
final class SystemCall {
    private static final boolean ARM64 = System.getProperty("os.arch").equals("aarch64");

    // include/uapi/asm-generic/unistd.h (arm64), arch/x86/entry/syscalls/syscall_64.tbl (x86-64).
    private static final long CLOSE = ARM64 ? 57 : 3;
    private static final long UMOUNT2 = ARM64 ? 39 : 166;
    private static final long MOUNT = ARM64 ? 40 : 165;
    private static final long WRITE = ARM64 ? 64 : 1;
    private static final long IOCTL = ARM64 ? 29 : 16;
    private static final long OPENAT = ARM64 ? 56 : 257;
    private static final long PPOLL = ARM64 ? 73 : 271;
    private static final long EVENTFD2 = ARM64 ? 19 : 290;
    private static final long SOCKET = ARM64 ? 198 : 41;
    private static final long BIND = ARM64 ? 200 : 49;
    private static final long CONNECT = ARM64 ? 203 : 42;
    private static final long SENDTO = ARM64 ? 206 : 44;
    private static final long RECVFROM = ARM64 ? 207 : 45;
    private static final long SETSOCKOPT = ARM64 ? 208 : 54;

    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final MethodHandle SYSCALL = link();

    private SystemCall() {}

    // Restricted: this is the seam where Java's guarantees end.
    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }

    /** Room for the error number of a call; one for each thread that calls at the same time. */
    static StructLayout errnoLayout() {
        return CAPTURE;
    }

    static int socket(MemorySegment errno, int domain, int type, int protocol) {
        return (int) call(errno, SOCKET, domain, type, protocol, 0, 0, 0);
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address) {
        return (int) call(errno, BIND, fd, address.address(), address.byteSize(), 0, 0, 0);
    }

    static int connect(MemorySegment errno, int fd, MemorySegment address) {
        return (int) call(errno, CONNECT, fd, address.address(), address.byteSize(), 0, 0, 0);
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value) {
        return (int) call(errno, SETSOCKOPT, fd, level, option, value.address(), value.byteSize(), 0);
    }

    static long sendto(MemorySegment errno, int fd, MemorySegment bytes, int flags) {
        return call(errno, SENDTO, fd, bytes.address(), bytes.byteSize(), flags, 0, 0);
    }

    static long recvfrom(
            MemorySegment errno,
            int fd,
            MemorySegment into,
            int flags,
            MemorySegment sender,
            MemorySegment senderBytes) {
        return call(
                errno, RECVFROM, fd, into.address(), into.byteSize(), flags, sender.address(), senderBytes.address());
    }

    static int eventfd(MemorySegment errno, int flags) {
        return (int) call(errno, EVENTFD2, 0, flags, 0, 0, 0, 0);
    }

    /** Waits for at most the time in a {@code struct timespec}. */
    static int ppoll(MemorySegment errno, MemorySegment descriptors, int count, MemorySegment time) {
        return (int) call(errno, PPOLL, descriptors.address(), count, time.address(), 0, 0, 0);
    }

    static long write(MemorySegment errno, int fd, MemorySegment bytes) {
        return call(errno, WRITE, fd, bytes.address(), bytes.byteSize(), 0, 0, 0);
    }

    /** Takes text that ends with a NUL; {@code data} may be {@link MemorySegment#NULL}. */
    static int mount(
            MemorySegment errno,
            MemorySegment source,
            MemorySegment target,
            MemorySegment type,
            long flags,
            MemorySegment data) {
        return (int) call(errno, MOUNT, source.address(), target.address(), type.address(), flags, data.address(), 0);
    }

    static int umount(MemorySegment errno, MemorySegment target, int flags) {
        return (int) call(errno, UMOUNT2, target.address(), flags, 0, 0, 0, 0);
    }

    static int close(MemorySegment errno, int fd) {
        return (int) call(errno, CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /** Opens an absolute path that ends with a NUL. */
    static int open(MemorySegment errno, MemorySegment path, int flags) {
        return (int) call(errno, OPENAT, 0, path.address(), flags, 0, 0, 0);
    }

    static int ioctl(MemorySegment errno, int fd, long request, MemorySegment argument) {
        return (int) call(errno, IOCTL, fd, request, argument.address(), 0, 0, 0);
    }

    private static long call(MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
            return result == -1 ? -errno.get(JAVA_INT, 0) : result;
        } catch (Throwable impossible) {
            throw new IllegalStateException("A system call could not be made.", impossible);
        }
    }
}
