// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.nio.file.Path;

/**
 * Where the backup finds things.
 *
 * @param engine holds backupd's socket and the FIFO that wakes it
 * @param files people's files, one folder an account
 */
public record BackupFolders(Path engine, Path files) {}
