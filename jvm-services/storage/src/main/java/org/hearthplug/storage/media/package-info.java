// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What pictures, films and music say of themselves: when they were taken, how large they are, who plays. Written for files that lie:
 * every length and offset is checked, every count bounded, and nothing is ever decoded.
 */
package org.hearthplug.storage.media;
