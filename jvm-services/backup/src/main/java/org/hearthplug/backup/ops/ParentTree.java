// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.TreeReader;

/** A folder as the parent snapshot had it, walked along with the folder as it is: both are ordered by name. */
final class ParentTree implements AutoCloseable {
    private final ObjectId id;
    private TreeReader nodes;
    private boolean whole = true;
    private Node next;
    private int nextNumber = -1;
    private int nextEnd;
    private int number;
    private int start;
    private int end;

    /** @param tree null where the parent had no such folder */
    ParentTree(BlobReader reader, ObjectId tree) {
        id = tree;
        if (tree == null) {
            return;
        }
        try {
            nodes = reader.tree(tree);
            advance();
        } catch (BackupException e) {
            giveUp();
        }
    }

    /** A damaged parent costs time, not data: what is left in the folder is read again. */
    private void giveUp() {
        next = null;
        whole = false;
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
            nodes = null;
        }
        giveUp();
    }

    private void advance() {
        next = nodes.next();
        nextNumber++;
        nextEnd = nodes.end();
    }

    /** The parent's node of this name, or null. Ask in rising order. */
    Node find(byte[] name) {
        try {
            while (next != null && Arrays.compareUnsigned(next.name(), name) < 0) {
                advance();
            }
            if (next == null || !Arrays.equals(next.name(), name)) {
                return null;
            }
            Node found = next;
            number = nextNumber;
            start = nodes.start();
            end = nextEnd;
            advance();
            return found;
        } catch (BackupException e) {
            giveUp();
            return null;
        }
    }

    /** The tree's name when it has not one node beyond those found, else null. */
    ObjectId wholeTree() {
        return whole && next == null ? id : null;
    }

    /** The tree as it is spelt, valid until this is closed; null where it is too long to be in memory. */
    byte[] bytes() {
        return nodes.bytes();
    }

    /** How many nodes come before the one found last. */
    int number() {
        return number;
    }

    /** Where in {@link #bytes()} the node found last begins. */
    int start() {
        return start;
    }

    /** Where in {@link #bytes()} the node found last ends, exclusive. */
    int end() {
        return end;
    }
}
