// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import org.hearthplug.rig.RigException;

/** QEMU refused a command: its error class ({@code GenericError}, {@code DeviceNotFound}, …) and its own description. */
public final class QmpError extends RigException {
    private static final long serialVersionUID = 1L;

    private final String errorClass;
    private final String description;

    QmpError(String command, String errorClass, String description) {
        super(Kind.REFUSED, command + ": " + description + " (" + errorClass + ")");
        this.errorClass = errorClass;
        this.description = description;
    }

    /** QEMU's error class. */
    public String errorClass() {
        return errorClass;
    }

    /** QEMU's sentence. */
    public String description() {
        return description;
    }
}
