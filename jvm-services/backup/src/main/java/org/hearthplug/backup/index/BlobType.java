// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import org.hearthplug.backup.BackupException;

/** What a blob is. */
public enum BlobType {
    /** A piece of a file. */
    DATA("data", 0),
    /** A directory's listing. */
    TREE("tree", 1);

    private final String word;
    private final int code;

    BlobType(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /** The word in an index file. */
    public String word() {
        return word;
    }

    /** The number in a pack's header; two more where the blob is compressed. */
    public int code() {
        return code;
    }

    /** By word. @throws BackupException DAMAGED */
    public static BlobType ofWord(String word) {
        return switch (word) {
            case "data" -> DATA;
            case "tree" -> TREE;
            default -> throw BackupException.damaged("unknown blob type");
        };
    }
}
