// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.Objects;
import java.util.OptionalInt;

/** The one root of all that hardware can answer instead of a result. */
public final class HalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why it failed; a closed list. */
    public enum Kind {
        /** The device was pulled, or was never there. */
        GONE,
        /** Somebody else uses it now. */
        BUSY,
        /** The caller lacks the right. */
        DENIED,
        /** This hardware or this kernel does not offer it. */
        UNSUPPORTED,
        /** The value asked for is outside of what the device takes. */
        OUT_OF_RANGE,
        /** The device or the kernel said something that makes no sense. */
        MALFORMED,
        /** No answer within the time that the operation promises. */
        TIMEOUT,
        /** The transfer failed. */
        IO
    }

    private final Kind kind;
    private final String device;
    private final int errno;

    /**
     * A failure without an error number of the kernel's.
     *
     * @param kind why
     * @param device the kernel's name of the device, or the path of the attribute
     * @param message a sentence
     */
    public HalException(Kind kind, String device, String message) {
        this(kind, device, 0, message, null);
    }

    /**
     * A failure.
     *
     * @param kind why
     * @param device the kernel's name of the device, or the path of the attribute
     * @param errno the kernel's error number, 0 when there is none
     * @param message a sentence
     * @param cause what led to it, or null
     */
    public HalException(Kind kind, String device, int errno, String message, Throwable cause) {
        super(device + ": " + message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.device = Objects.requireNonNull(device, "device");
        this.errno = errno;
    }

    /** Why it failed. */
    public Kind kind() {
        return kind;
    }

    /** What failed: the kernel's name of the device, or the path of the attribute. */
    public String device() {
        return device;
    }

    /** The kernel's error number, if it gave one. */
    public OptionalInt errno() {
        return errno == 0 ? OptionalInt.empty() : OptionalInt.of(errno);
    }

    /** True when the same call may succeed later without anybody changing anything: BUSY, TIMEOUT and IO. */
    public boolean retryable() {
        return kind == Kind.BUSY || kind == Kind.TIMEOUT || kind == Kind.IO;
    }
}
