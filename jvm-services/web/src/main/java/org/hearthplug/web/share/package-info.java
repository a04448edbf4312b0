// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Files and folders shared by a link: {@code /api/v1/shares} for the owner, {@code /api/v1/shared/<token>/…} for whoever has the link.
 *
 * <p>What belongs here: who may see what through a link, its bounds, packing a folder for download. What does not: how files are stored,
 * sent and received ({@code files}).
 */
package org.hearthplug.web.share;
