// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** Which actuator stops obeying. */
public enum ActuatorFault {
    OPERATING_POINT,
    CORES,
    PROCESSOR_QUOTA,
    PORT_POWER,
    AUTHORISATION,
    SPIN_UP,
    SPIN_DOWN,
    ETHERNET_SPEED,
    WIFI_POWER_SAVE,
    /** A service that keeps no allowance. */
    ALLOWANCES
}
