// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;

/**
 * Something came, went or changed.
 *
 * @param sequence the kernel's number of the event, ascending; 0 for {@code rescan}
 * @param action {@code add}, {@code remove}, {@code change}, {@code bind}, {@code unbind}, {@code move}, {@code online},
 *     {@code offline}, or {@code rescan}: events were lost, look at everything again
 * @param subsystem the kernel's subsystem, {@code block}
 * @param device the kernel's name of the device, {@code sda1}
 * @param devType the kind within the subsystem, {@code partition}, or null
 */
@Json
public record DeviceEvent(long sequence, String action, String subsystem, String device, String devType) {}
