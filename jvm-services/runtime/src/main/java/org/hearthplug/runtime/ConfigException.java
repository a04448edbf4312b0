// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

/** A setting cannot be used. The message names file, line and key, and what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a sentence that says what to change. */
    public ConfigException(String message) {
        super(message);
    }
}
