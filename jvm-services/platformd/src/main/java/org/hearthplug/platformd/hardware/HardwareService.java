// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.io.IOException;
import java.util.Map;
import org.hearthplug.hal.Hardware;
import org.hearthplug.runtime.platform.HardwareMessages;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Hardware}, answered. Reads nothing until it is asked. */
public final class HardwareService {
    private final HardwareParts parts;

    /** Tells of this hardware. */
    public HardwareService(Hardware hardware, Providers providers) {
        parts = new HardwareParts(hardware, providers);
    }

    /** The interface. */
    public VarlinkInterface describe() {
        return new VarlinkInterface(
                HardwareMessages.INTERFACE, HardwareMessages.description(), Map.of("GetParts", this::getParts));
    }

    private void getParts(VarlinkCall call) throws IOException {
        String reply;
        // One reader at a time: what is held up holds up one.
        synchronized (parts) {
            reply = HardwareMessages.PARTS_REPLY.toJson(parts.read());
        }
        call.reply(reply);
    }
}
