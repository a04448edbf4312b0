// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The page's resources and how they are served; {@code web/PAGE.md} describes the page.
 *
 * <p>What belongs here: finding a resource, its type, its entity tag, its compressed form.
 */
package org.hearthplug.web.page;
