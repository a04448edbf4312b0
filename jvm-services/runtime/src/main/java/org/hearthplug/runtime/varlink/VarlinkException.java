// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.util.Optional;

/**
 * A call that did not succeed. {@link #kind()} says whose answer it is: an error that the service replied, or a
 * connection that failed.
 */
public final class VarlinkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why a call failed. */
    public enum Kind {
        /** The service replied with an error; {@link #error()} names it. Calling again gives the same. */
        REPLIED,
        /** Nobody listens at the socket, or the connection broke. Worth another try. */
        UNREACHABLE,
        /** The deadline passed. The call may have been carried out. */
        TIMED_OUT,
        /** The other side sent what is not Varlink, or too much of it. */
        MALFORMED
    }

    private final Kind kind;
    private final String error;
    private final String parametersJson;

    private VarlinkException(Kind kind, String error, String parametersJson, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.error = error;
        this.parametersJson = parametersJson;
    }

    /**
     * An error reply.
     *
     * @param error the error's full name, {@code org.hearthplug.Platform.HardwareFailed}
     * @param parametersJson its parameters as a JSON object, or null
     */
    public static VarlinkException replied(String error, String parametersJson) {
        String detail = parametersJson == null ? "" : " " + parametersJson;
        return new VarlinkException(Kind.REPLIED, error, parametersJson, error + detail, null);
    }

    /** A failure that is not a reply. */
    static VarlinkException failed(Kind kind, String message, Throwable cause) {
        return new VarlinkException(kind, null, null, message, cause);
    }

    /** The caller's parameter of this name is missing, of another type or out of range. */
    public static VarlinkException invalidParameter(String parameter) {
        return replied("org.varlink.service.InvalidParameter", "{\"parameter\":" + Message.quoted(parameter) + "}");
    }

    /** The method only makes sense with {@code more}. */
    public static VarlinkException expectedMore() {
        return replied("org.varlink.service.ExpectedMore", null);
    }

    static VarlinkException permissionDenied() {
        return replied("org.varlink.service.PermissionDenied", null);
    }

    static VarlinkException methodNotFound(String method) {
        return replied("org.varlink.service.MethodNotFound", "{\"method\":" + Message.quoted(method) + "}");
    }

    static VarlinkException interfaceNotFound(String name) {
        return replied("org.varlink.service.InterfaceNotFound", "{\"interface\":" + Message.quoted(name) + "}");
    }

    /** Whose answer this is. */
    public Kind kind() {
        return kind;
    }

    /** Full name of the error that the service replied; empty for other kinds. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Parameters of the replied error as a JSON object, if it has any. */
    public Optional<String> parametersJson() {
        return Optional.ofNullable(parametersJson);
    }
}
