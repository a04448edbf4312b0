// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

/** Every failure of the rig itself, with a closed kind; a failed expectation of a scenario is an AssertionError instead. */
public class RigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** A deadline passed. */
        TIMEOUT,
        /** The machine's process ended although nobody asked it to. */
        MACHINE_DIED,
        /** A partner did not speak the protocol it should: QMP, console, write log. */
        PROTOCOL,
        /** QEMU refused a command. */
        REFUSED,
        /** A command in the guest failed although it must not. */
        GUEST,
        /** The rig's own settings or surroundings are not usable: no image, no QEMU. */
        CONFIG,
        /** Reading or writing on the host failed. */
        IO,
        /** The waiting thread was interrupted. */
        INTERRUPTED
    }

    private final Kind kind;

    /** A failure of a kind, with a sentence. */
    public RigException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** A failure of a kind, with a sentence and what caused it. */
    public RigException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Keeps the interrupt and turns it into the rig's exception. */
    public static RigException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RigException(Kind.INTERRUPTED, "interrupted while waiting", e);
    }

    /** Reading or writing {@code what} on the host failed. */
    public static RigException io(String what, Throwable cause) {
        return new RigException(Kind.IO, what + ": " + cause.getMessage(), cause);
    }
}
