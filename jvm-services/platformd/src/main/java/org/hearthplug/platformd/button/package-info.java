// SPDX-License-Identifier: AGPL-3.0-or-later
/** The plug's one button and the lamp that answers it. Without a button none of it runs. */
package org.hearthplug.platformd.button;
