// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The power manager on a real plug: power-control over the kernel, ten times a second, its state, and {@code org.hearthplug.Power}.
 * What belongs here: where the controller's figures come from and go to, when it runs, what it remembers. The control law belongs to
 * power-manager.
 *
 * <p>Files that are read in each step stay open ({@link org.hearthplug.platformd.power.KernelValue}): the hal's records would cost
 * allocations ten times a second. What is set seldom, and USB, goes through the hal.
 */
package org.hearthplug.platformd.power;
