// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.util.Optional;

/** What a browser sent is no proof of a passkey; the message says which check failed, for tests and for who reads the API. */
public final class InvalidPasskeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Passkey copied;

    InvalidPasskeyException(String message) {
        this(message, null);
    }

    InvalidPasskeyException(String message, Passkey copied) {
        super(message, null, false, false);
        this.copied = copied;
    }

    /** Returns the passkey of which there seems to be a copy, if that is the reason. */
    public Optional<Passkey> copied() {
        return Optional.ofNullable(copied);
    }
}
