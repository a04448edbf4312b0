// SPDX-License-Identifier: AGPL-3.0-or-later
/** All of the plug's hardware in one list, for {@code hearth hw}, the page and other programs. */
package org.hearthplug.platformd.hardware;
