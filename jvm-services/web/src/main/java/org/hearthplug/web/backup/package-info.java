// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The plug's backup as its owner meets it: settings, schedule, what is known of each target, and the requests that the page makes.
 *
 * <p>What belongs here: what people see and decide. What does not: how a backup works, which is backupd's, a process of its own that
 * runs only while there is work. Nothing here is loaded before somebody asks, or a backup has been set up.
 */
package org.hearthplug.web.backup;
