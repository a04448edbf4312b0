// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/**
 * The one unchecked root of everything that goes wrong in a backup.
 *
 * <p>A caller decides by {@link #kind()}; the message is a sentence for a person and never holds a secret.
 */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as a closed set. */
    public enum Kind {
        /** The file, blob, snapshot or path does not exist. */
        NOT_FOUND(false),
        /** Something is there already that must not be replaced. */
        EXISTS(false),
        /** The target does not answer, or broke off; trying again later can help. */
        UNREACHABLE(true),
        /** The target refused: credentials, permissions, append-only mode. */
        REFUSED(false),
        /** The target or the local disk has no room. */
        FULL(true),
        /** Bytes are not what they were: hash, MAC, length or structure is wrong. */
        DAMAGED(false),
        /** No key of the repository opens with this passphrase. */
        WRONG_PASSPHRASE(false),
        /** Somebody else holds a lock on the repository. */
        LOCKED(true),
        /** A repository version or feature that this software does not know. */
        UNSUPPORTED(false),
        /** A size, count or depth beyond what this software accepts. */
        LIMIT(false),
        /** A value that the caller gave makes no sense. */
        INVALID(false),
        /** The local operating system said no (the message names the errno). */
        LOCAL_IO(false),
        /** The caller asked to stop. */
        CANCELLED(true);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Kind kind;

    /** @param message a sentence for a person, without secrets */
    public BackupException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** @param message a sentence for a person, without secrets */
    public BackupException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Whether the same call can succeed later without anybody changing anything. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** Whether this is of the given kind. */
    public boolean is(Kind other) {
        return kind == other;
    }

    /** Shorthand for damage found while reading. */
    public static BackupException damaged(String message) {
        return new BackupException(Kind.DAMAGED, message);
    }
}
