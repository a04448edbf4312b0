// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import org.hearthplug.backup.posix.Stat;

/** What a node of a tree is, with restic's word for it. */
public enum NodeType {
    FILE("file", Stat.REGULAR),
    DIRECTORY("dir", Stat.DIRECTORY),
    SYMLINK("symlink", Stat.SYMLINK),
    BLOCK_DEVICE("dev", Stat.BLOCK),
    CHARACTER_DEVICE("chardev", Stat.CHARACTER),
    FIFO("fifo", Stat.FIFO),
    SOCKET("socket", Stat.SOCKET),
    /** A type of another system or a later version: listed, not restored. */
    OTHER("irregular", 0);

    private static final NodeType[] ALL = values();

    private final String word;
    private final int statType;

    NodeType(String word, int statType) {
        this.word = word;
        this.statType = statType;
    }

    /** restic's word. */
    public String word() {
        return word;
    }

    /** The type bits of {@code st_mode}. */
    public int statType() {
        return statType;
    }

    /** Whether restic keeps how many names it has. */
    boolean counted() {
        return this == FILE || this == SYMLINK || device();
    }

    /** Whether it stands for a device, with a number. */
    boolean device() {
        return this == BLOCK_DEVICE || this == CHARACTER_DEVICE;
    }

    /** By restic's word. */
    public static NodeType ofWord(String word) {
        for (NodeType type : ALL) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return OTHER;
    }

    /** By {@code st_mode}. */
    public static NodeType ofMode(int mode) {
        for (NodeType type : ALL) {
            if (type.statType == (mode & Stat.TYPE)) {
                return type;
            }
        }
        return OTHER;
    }
}
