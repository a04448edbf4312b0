// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.time.Instant;

/**
 * A file or folder in a snapshot.
 *
 * @param path for people, UTF-8 with U+FFFD for what is not
 * @param type restic's word: file, dir, symlink, dev, chardev, fifo
 * @param permissions the lower twelve bits of the mode
 */
public record Entry(
        String path, String type, long bytes, int permissions, int uid, int gid, Instant modified, String linkTarget) {}
