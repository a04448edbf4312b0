// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.tree.TreeReader;

/**
 * Loads blobs, checked by tag and hash. Where one copy is damaged or missing it takes the next: another pack that holds
 * the blob, another target that holds the pack. Not for several threads.
 */
public final class BlobReader implements AutoCloseable {
    private final Target target;
    private final BlobIndex index;
    private final BlobCodec codec;
    private final PackWindows windows = new PackWindows();

    BlobReader(Target target, BlobIndex index, BlobCodec codec) {
        this.target = target;
        this.index = index;
        this.codec = codec;
    }

    /**
     * Loads a blob into {@link #bytes()} from {@link #offset()}, valid until the next call.
     *
     * @return its length in bytes
     * @throws BackupException NOT_FOUND when no index names it; else what went wrong with its first copy
     */
    public int load(BlobType type, ObjectId id) {
        int n = index.find(type, id);
        if (n < 0) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND, "no index names the " + type.word() + " blob " + id.shortHex());
        }
        BackupException first;
        try {
            BlobRecord blob = index.record(n);
            int pack = index.pack(n);
            byte[] into = codec.sealedBuffer(blob.length());
            windows.read(target, packFile(pack), pack, blob.offset(), into, blob.length());
            return codec.decode(blob, into, 0);
        } catch (BackupException e) {
            first = e;
        }
        return loadElsewhere(type, id, first);
    }

    private int loadElsewhere(BlobType type, ObjectId id, BackupException first) {
        for (BlobIndex.Location place : index.locations(type, id)) {
            for (Target copy : target.copies()) {
                try {
                    return loadDirect(copy, place);
                } catch (BackupException e) {
                    if (e != first) {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        throw first;
    }

    private int loadDirect(Target copy, BlobIndex.Location place) {
        BlobRecord blob = place.blob();
        byte[] into = codec.sealedBuffer(blob.length());
        FileRef pack = packFile(place.pack());
        if (Streams.read(copy, pack, blob.offset(), into, 0, blob.length()) < blob.length()) {
            throw BackupException.damaged(pack + " at " + copy.name() + " is shorter than its index says");
        }
        return codec.decode(blob, into, 0);
    }

    private FileRef packFile(int pack) {
        return FileRef.of(FileType.PACK, index.packs().id(pack));
    }

    /** The array that holds the last blob. */
    public byte[] bytes() {
        return codec.plain();
    }

    /** Where in {@link #bytes()} it begins. */
    public int offset() {
        return codec.plainOffset();
    }

    /** Loads a tree. The reader over it has its own copy of the bytes. */
    public TreeReader tree(ObjectId id) {
        int length = load(BlobType.TREE, id);
        byte[] copy = new byte[length];
        System.arraycopy(bytes(), offset(), copy, 0, length);
        return new TreeReader(copy, 0, length);
    }

    /** All the places of a blob. */
    public List<BlobIndex.Location> locations(BlobType type, ObjectId id) {
        return index.locations(type, id);
    }

    @Override
    public void close() {
        codec.close();
    }
}
