// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;

/**
 * An upload that can be taken up again.
 *
 * @param id names it: 32 hexadecimal digits
 * @param account who sends
 * @param path where the file will be, as its sender sees it
 * @param replace whether a file that is there gives way
 * @param length how many bytes it will have
 * @param offset how many are safe on the disk
 * @param modified when the sender's file was last changed; {@link Instant#EPOCH} when that is not known
 * @param expires when the plug forgets it
 */
public record Resumable(
        String id,
        String account,
        FilePath path,
        boolean replace,
        long length,
        long offset,
        Instant modified,
        Instant expires) {
    Resumable at(long newOffset, Instant newExpires) {
        return new Resumable(id, account, path, replace, length, newOffset, modified, newExpires);
    }
}
