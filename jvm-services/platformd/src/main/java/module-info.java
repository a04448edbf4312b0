// SPDX-License-Identifier: AGPL-3.0-or-later
/** The privileged daemon. Exports nothing: it is called over its socket only. */
module org.hearthplug.platformd {
    requires org.hearthplug.runtime;
    requires org.hearthplug.hal.linux;
    requires org.hearthplug.power.control;

    uses org.hearthplug.hal.Gpio;
    uses org.hearthplug.hal.SerialPorts;
}
