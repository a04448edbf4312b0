// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a daemon is made of: its settings, its parts started and stopped in order, whether it is healthy, its log, and how it clears folders
 * of its own away.
 * Nothing here knows what the daemon is for.
 */
package org.hearthplug.runtime;
