// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the index knows, over HTTP: searching, the timeline of pictures, small pictures, music. */
package org.hearthplug.web.library;
