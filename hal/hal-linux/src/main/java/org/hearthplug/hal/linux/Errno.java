// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/**
 * The kernel's error numbers that matter here, and what they mean for a caller. Numbers are those of
 * {@code asm-generic/errno.h}, alike on arm64 and x86-64.
 */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int EUCLEAN = 117;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;
    static final int ENOBUFS = 105;
    static final int ENOTCONN = 107;
    static final int ECONNREFUSED = 111;
    static final int ENOMEDIUM = 123;

    // The C library's texts, which are all that java.nio passes on.
    private static final Map<String, Integer> BY_MESSAGE = Map.ofEntries(
            Map.entry("Operation not permitted", EPERM),
            Map.entry("Permission denied", EACCES),
            Map.entry("No such file or directory", ENOENT),
            Map.entry("Interrupted system call", EINTR),
            Map.entry("Input/output error", EIO),
            Map.entry("No such device or address", ENXIO),
            Map.entry("Resource temporarily unavailable", EAGAIN),
            Map.entry("Device or resource busy", EBUSY),
            Map.entry("No such device", ENODEV),
            Map.entry("Not a directory", ENOTDIR),
            Map.entry("Is a directory", EISDIR),
            Map.entry("Invalid argument", EINVAL),
            Map.entry("Read-only file system", EROFS),
            Map.entry("Numerical result out of range", ERANGE),
            Map.entry("No data available", ENODATA),
            Map.entry("Operation not supported", EOPNOTSUPP),
            Map.entry("No medium found", ENOMEDIUM));

    private Errno() {}

    /** The number behind an exception of java.nio; 0 when it does not tell. */
    static int of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ENOENT;
        }
        if (failure instanceof AccessDeniedException) {
            return EACCES;
        }
        String text = failure instanceof FileSystemException inFile ? inFile.getReason() : failure.getMessage();
        return text == null ? 0 : BY_MESSAGE.getOrDefault(text, 0);
    }

    /** What a number means for the caller. */
    static Kind kind(int errno) {
        return switch (errno) {
            case ENOENT, ENXIO, ENODEV, ENOTDIR, ENOMEDIUM -> Kind.GONE;
            case EPERM, EACCES, EROFS -> Kind.DENIED;
            case EBUSY, EAGAIN -> Kind.BUSY;
            case EINVAL, ERANGE -> Kind.OUT_OF_RANGE;
            case EOPNOTSUPP, ENODATA, ENOTTY -> Kind.UNSUPPORTED;
            default -> Kind.IO;
        };
    }

    static HalException exception(String device, IOException failure) {
        int errno = of(failure);
        return new HalException(kind(errno), device, errno, String.valueOf(failure.getMessage()), failure);
    }

    static HalException exception(String device, int errno, String operation) {
        return new HalException(kind(errno), device, errno, operation + " failed with errno " + errno, null);
    }

    /** True when an attribute is there but has no value now, or went while it was read. */
    static boolean meansNoValue(int errno) {
        return switch (errno) {
            case ENOENT, ENXIO, EAGAIN, ENODEV, ENOTDIR, EISDIR, EINVAL, ENODATA, EOPNOTSUPP, ENOMEDIUM -> true;
            default -> false;
        };
    }
}
