// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import org.hearthplug.backup.BackupException;

/** A system call said no. Without a stack trace: a scan of a million files may meet it a million times. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** No such file. */
    public static final int ENOENT = 2;

    /** Not permitted. */
    public static final int EPERM = 1;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Exists already. */
    public static final int EEXIST = 17;

    /** Not a directory. */
    public static final int ENOTDIR = 20;

    /** No space left. */
    public static final int ENOSPC = 28;

    /** Too many symbolic links, or one where none may be. */
    public static final int ELOOP = 40;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    private final int errno;

    ErrnoException(String call, int errno) {
        super(call + ": errno " + errno + " (" + describe(errno) + ")", null, false, false);
        this.errno = errno;
    }

    /** The number, as in errno.h. */
    public int errno() {
        return errno;
    }

    /** As an error of this module, FULL or LOCAL_IO. */
    public BackupException toBackupException(String doing) {
        var kind = errno == ENOSPC ? BackupException.Kind.FULL : BackupException.Kind.LOCAL_IO;
        return new BackupException(kind, doing + ": " + getMessage(), this);
    }

    private static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "not permitted";
            case ENOENT -> "no such file";
            case 5 -> "input/output error";
            case EACCES -> "permission denied";
            case EEXIST -> "exists already";
            case 18 -> "on another file system";
            case ENOTDIR -> "not a directory";
            case 21 -> "is a directory";
            case 22 -> "invalid argument";
            case 24 -> "too many open files";
            case ENOSPC -> "no space left";
            case 30 -> "read-only file system";
            case 36 -> "name too long";
            case 39 -> "directory not empty";
            case ELOOP -> "a symbolic link where none may be";
            case EOPNOTSUPP -> "not supported here";
            default -> "see errno.h";
        };
    }
}
