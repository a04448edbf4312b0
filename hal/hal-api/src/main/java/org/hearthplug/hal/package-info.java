// SPDX-License-Identifier: Apache-2.0
/**
 * The hardware of a plug computer, typed and documented. What belongs here: one interface for each part of the hardware,
 * the records it tells, and {@link org.hearthplug.hal.HalException}. No file, no system call and no policy is here.
 *
 * <p>Records are values of one moment. Each device can vanish at any time; an operation on one that has gone ends with
 * {@link org.hearthplug.hal.HalException.Kind#GONE} within two seconds. Listing operations leave out what vanished meanwhile.
 */
package org.hearthplug.hal;
