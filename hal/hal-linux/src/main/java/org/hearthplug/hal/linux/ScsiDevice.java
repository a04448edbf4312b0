// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

/** What takes SCSI commands: a disk of the kernel's, or a test's. */
interface ScsiDevice extends AutoCloseable {
    /**
     * Executes a command that reads or moves no data. Blocks until the device answers or the kernel gives up (20 s).
     *
     * @param command the command descriptor block, 6 to 16 bytes
     * @param dataBytes how much it is to send, 0 for none
     * @throws org.hearthplug.hal.HalException when it does not get as far as the device
     */
    Reply execute(byte[] command, int dataBytes);

    /** Gives it back. */
    @Override
    void close();

    /**
     * What came back.
     *
     * @param status SCSI status: 0 good, 2 check condition
     * @param sense why, as the device sent it; may be empty
     * @param data what it sent, perhaps less than was asked for
     */
    record Reply(int status, byte[] sense, byte[] data) {}
}
