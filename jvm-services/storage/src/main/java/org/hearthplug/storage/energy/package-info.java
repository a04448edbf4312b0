// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the plug used, kept for years in a bounded SQLite file: minutes for days, hours for months, days for years, and what jobs cost.
 *
 * <p>What belongs here: keeping, dating and summing. What does not: where the minutes come from, and who may see them.
 */
package org.hearthplug.storage.energy;
