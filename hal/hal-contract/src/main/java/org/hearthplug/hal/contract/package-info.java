// SPDX-License-Identifier: Apache-2.0
/**
 * What every adapter of {@code org.hearthplug.hal} promises, as tests: a test class implements the contracts and gives
 * them its hardware. The scripted adapter is here too, for faults that no kernel can make. No adapter's own detail is
 * tested here.
 */
package org.hearthplug.hal.contract;
