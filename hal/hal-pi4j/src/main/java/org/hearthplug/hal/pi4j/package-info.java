// SPDX-License-Identifier: Apache-2.0
/**
 * GPIO lines and power sensors on I2C, through Pi4J. What belongs here: which of Pi4J's parts is used for what, and the
 * translation of its exceptions. Nothing of Pi4J is loaded before a line or a sensor is asked for.
 */
package org.hearthplug.hal.pi4j;
