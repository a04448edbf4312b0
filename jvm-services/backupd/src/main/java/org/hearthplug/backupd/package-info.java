// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The backup engine as a process of its own. What belongs here: starting when asked, doing one piece of work, going when idle, and
 * what of the engine goes over the socket. What does not: schedules, settings and what people see (cloudd's), and how a backup works
 * (the engine's).
 */
package org.hearthplug.backupd;
