// SPDX-License-Identifier: Apache-2.0
/**
 * Serial ports over jSerialComm. What belongs here: the translation of its return codes and time-outs into what
 * {@link org.hearthplug.hal.SerialPorts} promises. Nothing of the library is loaded before the first port is asked for.
 */
package org.hearthplug.hal.serial;
