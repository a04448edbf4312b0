// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import org.hearthplug.backup.ObjectId;

/**
 * Where a blob lies.
 *
 * @param offset in its pack, in bytes
 * @param length sealed, in bytes
 * @param plainLength after decompression; 0 for a blob that is not compressed
 */
public record BlobRecord(BlobType type, ObjectId id, int offset, int length, int plainLength) {
    /** The length of the plain bytes. */
    public int contentLength() {
        return plainLength != 0 ? plainLength : length - 32;
    }
}
