// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.function.Supplier;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.TreeWriter;

/**
 * A folder's tree while the folder is looked through, beside the tree that the parent snapshot has of it. As long as every entry is as it
 * was, nothing is written, and a folder of which that is true to its end keeps the parent's tree. In one that has changed, what is as it
 * was is copied as it was spelt.
 */
final class FolderTree implements AutoCloseable {
    private final ParentTree before;
    private final Supplier<TreeWriter> writers;
    private TreeWriter tree; // None as long as all is as it was.
    private int kept;
    private byte[] last;
    private int from;
    private int to;

    /** @param parent the parent's tree, null where it has none @param writers gives one that is free, when one is needed */
    FolderTree(BlobReader reader, ObjectId parent, Supplier<TreeWriter> writers) {
        before = new ParentTree(reader, parent);
        this.writers = writers;
    }

    /** The parent's node of this name, or null. Ask in rising order. */
    Node find(byte[] name) {
        return before.find(name);
    }

    /** Adds the node that was found last, as it is. */
    void keep(Node found) {
        if (before.bytes() == null) {
            add(found);
        } else if (tree == null && before.number() == kept) {
            from = kept++ == 0 ? before.start() : from;
            to = before.end();
            last = found.name();
        } else {
            written().add(found.name(), before.bytes(), before.start(), before.end());
        }
    }

    /** Adds a node. */
    void add(Node node) {
        written().add(node);
    }

    /** Whether nothing was added. */
    boolean empty() {
        return tree == null && kept == 0;
    }

    /** The parent's tree when it is the folder's, else null. */
    ObjectId unchanged() {
        return tree == null ? before.wholeTree() : null;
    }

    /** The tree that was written. */
    TreeWriter written() {
        if (tree == null) {
            tree = writers.get();
            if (kept > 0) {
                tree.add(last, before.bytes(), from, to);
            }
        }
        return tree;
    }

    @Override
    public void close() {
        before.close();
    }
}
