// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** jSerialComm gives the kernel's error number where it gives anything; asm-generic/errno.h names them. */
final class Errors {
    private Errors() {}

    static HalException of(String port, int errno, String operation) {
        Kind kind = switch (errno) {
            // ENOENT, EIO, ENXIO, EBADF, ENODEV: a terminal that was hung up answers EIO.
            case 2, 5, 6, 9, 19 -> Kind.GONE;
            // EPERM, EACCES
            case 1, 13 -> Kind.DENIED;
            // EAGAIN, EBUSY; EWOULDBLOCK of the lock that keeps others out
            case 11, 16 -> Kind.BUSY;
            // EINVAL, ENOTTY
            case 22, 25 -> Kind.OUT_OF_RANGE;
            default -> Kind.IO;
        };
        return new HalException(kind, port, errno, operation + " failed", null);
    }
}
