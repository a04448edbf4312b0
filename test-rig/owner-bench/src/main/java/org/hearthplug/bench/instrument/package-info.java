// SPDX-License-Identifier: Apache-2.0
/** Instruments of an owner's bench: what carries bytes to them ({@code Wire}), what they speak, and what is asked of them. */
package org.hearthplug.bench.instrument;
