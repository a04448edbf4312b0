// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** An open device node, for what is asked of it by ioctl(2). One caller at a time; a closed one is GONE. */
final class DeviceFile implements AutoCloseable {
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int READ_WRITE = 2;
    private static final int O_CLOEXEC = 0x80000;

    private final String device;
    private int fd;

    /**
     * Opens it.
     *
     * @param device its name for errors
     * @throws HalException what the kernel answers
     */
    DeviceFile(String device, Path path, int flags) {
        this.device = device;
        try (Arena arena = Arena.ofConfined()) {
            fd = SystemCall.open(
                    arena.allocate(SystemCall.errnoLayout()),
                    arena.allocateFrom(path.toAbsolutePath().toString()),
                    flags | O_CLOEXEC);
        }
        check("open", fd);
    }

    private int check(String operation, long result) {
        if (result < 0) {
            throw Errno.exception(device, (int) -result, operation);
        }
        return (int) result;
    }

    private int open() {
        if (fd < 0) {
            throw new HalException(Kind.GONE, device, "it was given back");
        }
        return fd;
    }

    /** An ioctl with the argument's bytes, which the kernel may change. */
    synchronized byte[] ioctl(String operation, long request, byte[] argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(argument.length, 8);
            bytes.copyFrom(MemorySegment.ofArray(argument));
            check(operation, SystemCall.ioctl(arena.allocate(SystemCall.errnoLayout()), open(), request, bytes));
            return bytes.toArray(JAVA_BYTE);
        }
    }

    /** An ioctl whose argument holds pointers: the caller sees to what they point to. Returns what the kernel does. */
    synchronized int ioctl(String operation, long request, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            return check(
                    operation, SystemCall.ioctl(arena.allocate(SystemCall.errnoLayout()), open(), request, argument));
        }
    }

    synchronized void write(byte... written) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, written);
            check("write", SystemCall.write(arena.allocate(SystemCall.errnoLayout()), open(), bytes));
        }
    }

    synchronized boolean isOpen() {
        return fd >= 0;
    }

    @Override
    public synchronized void close() {
        if (fd < 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            SystemCall.close(arena.allocate(SystemCall.errnoLayout()), fd);
        }
        fd = -1;
    }
}
