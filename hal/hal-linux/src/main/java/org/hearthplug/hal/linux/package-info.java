// SPDX-License-Identifier: Apache-2.0
/**
 * The hardware through sysfs, procfs and netlink. What belongs here: one class for each part of {@code org.hearthplug.hal},
 * readers and parsers of what the kernel writes, and one narrow class for each native interface. No policy, no tool is
 * started, nothing is kept but what would wake a sleeping disk to read again.
 *
 * <p>Everything below a {@link org.hearthplug.hal.linux.LinuxHardware} reads under one root, so that recorded trees test
 * the same code. What the kernel and the devices say is not trusted: each read and each list is bounded.
 */
package org.hearthplug.hal.linux;
