// SPDX-License-Identifier: AGPL-3.0-or-later
/** Wi-Fi of the plug: {@code org.hearthplug.Wifi} and what it stands on. Without a radio none of it runs. */
package org.hearthplug.platformd.wifi;
