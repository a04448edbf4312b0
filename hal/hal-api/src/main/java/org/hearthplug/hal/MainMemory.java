// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

/** Main memory and swap. */
public interface MainMemory {
    /** Reads what is there and what is free. Does not block. */
    State state();

    /**
     * Amounts in bytes.
     *
     * @param totalBytes memory that the kernel manages
     * @param availableBytes the kernel's estimate of what new programs can take without swapping
     * @param swapTotalBytes swap there is
     * @param swapFreeBytes swap not in use
     */
    record State(long totalBytes, long availableBytes, long swapTotalBytes, long swapFreeBytes) {}
}
