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
    private TreeReader nodes;
    private Node next;

    /** @param tree null where the parent had no such folder */
    ParentTree(BlobReader reader, ObjectId tree) {
        if (tree == null) {
            return;
        }
        try {
            nodes = reader.tree(tree);
            advance();
        } catch (BackupException e) {
            close();
            // A damaged parent costs time, not data: everything in the folder is read again.
        }
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
            nodes = null;
        }
    }

    private void advance() {
        next = nodes.next();
    }

    /** The parent's node of this name, or null. Ask in rising order. */
    Node find(byte[] name) {
        if (nodes == null) {
            return null;
        }
        try {
            while (next != null && Arrays.compareUnsigned(next.name(), name) < 0) {
                advance();
            }
        } catch (BackupException e) {
            close();
            return null;
        }
        return next != null && Arrays.equals(next.name(), name) ? next : null;
    }
}
