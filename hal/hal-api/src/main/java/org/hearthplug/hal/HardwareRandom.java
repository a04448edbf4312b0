// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;

/**
 * Random numbers out of hardware, raw. For keys take {@link java.security.SecureRandom}: the kernel mixes this source into
 * what that one draws from.
 */
public interface HardwareRandom {
    /** The most bytes of one reading. */
    int MAX_BYTES = 512;

    /** The source that the kernel uses now; empty when there is none. Does not read it. */
    Optional<Source> source();

    /**
     * Reads it: 100 kB/s from a slow one. Waits 2 s at most.
     *
     * @param bytes 1 to {@value #MAX_BYTES}
     * @throws HalException UNSUPPORTED when there is no source; OUT_OF_RANGE; DENIED; TIMEOUT
     */
    byte[] read(int bytes);

    /**
     * A source.
     *
     * @param name the driver's name of it, {@code virtio_rng.0}
     * @param available names of all that there are
     * @param quality bits of entropy that the kernel counts for each 1024 bits read, 0 to 1024
     */
    record Source(String name, List<String> available, int quality) {
        public Source {
            available = List.copyOf(available);
        }
    }
}
