// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.nio.file.Path;

/**
 * Where the backup finds things.
 *
 * @param engine holds backupd's socket and the FIFO that wakes it
 * @param files people's files, one folder an account
 * @param resticQuotaBytes the most that one laptop's repository may take; 0 for no other limit than the disk's
 */
public record BackupFolders(Path engine, Path files, long resticQuotaBytes) {}
