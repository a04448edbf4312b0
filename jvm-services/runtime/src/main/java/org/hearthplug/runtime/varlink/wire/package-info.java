// SPDX-License-Identifier: AGPL-3.0-or-later
/** The JSON records of Varlink's own messages, not exported. Parameters stay text until their reader is known. */
package org.hearthplug.runtime.varlink.wire;
