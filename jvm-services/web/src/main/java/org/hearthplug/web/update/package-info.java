// SPDX-License-Identifier: AGPL-3.0-or-later
/** Updates and factory reset, as the page asks for them; platformd does them. */
package org.hearthplug.web.update;
