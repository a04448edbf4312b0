// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The board itself and the kernel that runs on it. */
public interface Board {
    /** Reads the board's identity. Does not block on hardware. */
    BoardIdentity identity();

    /** What is known of this kind of board from its papers; empty for one without a profile. Does not block on hardware. */
    Optional<BoardProfile> profile();

    /** Time since the kernel started, sleep included. Does not block. */
    Duration uptime();

    /**
     * Who the board is.
     *
     * @param model the device tree's {@code model}, else the firmware's product name, else {@code "unknown"}
     * @param compatible the device tree's {@code compatible}, most specific first; empty without a device tree
     * @param kernelRelease release of the running kernel, {@code 6.12.48}
     * @param bootId a UUID, new at each boot
     * @param hostname the kernel's host name
     */
    record BoardIdentity(String model, List<String> compatible, String kernelRelease, String bootId, String hostname) {
        public BoardIdentity {
            compatible = List.copyOf(compatible);
        }
    }
}
