// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.pack.Slice;
import org.hearthplug.backup.pack.SpoolFile;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.tree.TreeReader;
import org.hearthplug.backup.tree.TreeWriter;

/**
 * Loads blobs, checked by tag and hash. Where one copy is damaged or missing it takes the next: another pack that holds
 * the blob, another target that holds the pack. Not for several threads.
 */
public final class BlobReader implements AutoCloseable {
    private static final byte[] NONE = {};
    private static final int MAX_SPARE = 128 * 1024;
    private static final int MAX_SPARES = 8;

    /** A longer listing goes through a file of the spool folder. */
    private static final int IN_MEMORY = TreeWriter.IN_MEMORY;

    /** No chunk of a file is longer: these are in memory whole. */
    private static final int LARGEST_CHUNK = 8 * 1024 * 1024;

    private final Target target;
    private final BlobIndex index;
    private final BlobCodec codec;
    private final Path spool;
    private final PackWindows windows = new PackWindows();
    private final ArrayDeque<byte[]> spares = new ArrayDeque<>();

    BlobReader(Target target, BlobIndex index, BlobCodec codec, Path spool) {
        this.target = target;
        this.index = index;
        this.codec = codec;
        this.spool = spool;
    }

    /**
     * Loads a blob into {@link #bytes()} from {@link #offset()}, valid until the next call.
     *
     * @return its length in bytes
     * @throws BackupException NOT_FOUND when no index names it; else what went wrong with its first copy
     */
    public int load(BlobType type, ObjectId id) {
        return load(type, id, codec::decode);
    }

    /** Takes a sealed blob that was read. */
    private interface Decoder {
        int decode(BlobRecord blob, byte[] box, int offset);
    }

    /**
     * Reads a blob through {@code to} in slices: less memory than {@link #load} where it is large.
     *
     * @param again runs when what {@code to} took so far was wrong, also before this throws
     * @return its length in bytes
     * @throws BackupException as {@link #load}
     */
    public int read(BlobType type, ObjectId id, Slice to, Runnable again) {
        return load(type, id, (blob, box, offset) -> {
            try {
                codec.decode(blob, box, offset, to);
                return blob.contentLength();
            } catch (BackupException e) {
                again.run();
                throw e;
            }
        });
    }

    private int find(BlobType type, ObjectId id) {
        int n = index.find(type, id);
        if (n < 0) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND, "no index names the " + type.word() + " blob " + id.shortHex());
        }
        return n;
    }

    private int load(BlobType type, ObjectId id, Decoder decoder) {
        int n = find(type, id);
        BackupException first;
        try {
            BlobRecord blob = index.record(n);
            int pack = index.pack(n);
            byte[] into = codec.sealedBuffer(blob.length());
            windows.read(target, packFile(pack), pack, blob.offset(), into, blob.length());
            return decoder.decode(blob, into, 0);
        } catch (BackupException e) {
            first = e;
        }
        return loadElsewhere(type, id, first, decoder);
    }

    private int loadElsewhere(BlobType type, ObjectId id, BackupException first, Decoder decoder) {
        for (BlobIndex.Location place : index.locations(type, id)) {
            for (Target copy : target.copies()) {
                try {
                    return loadDirect(copy, place, decoder);
                } catch (BackupException e) {
                    if (e != first) {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        throw first;
    }

    private int loadDirect(Target copy, BlobIndex.Location place, Decoder decoder) {
        BlobRecord blob = place.blob();
        byte[] into = codec.sealedBuffer(blob.length());
        FileRef pack = packFile(place.pack());
        if (Streams.read(copy, pack, blob.offset(), into, 0, blob.length()) < blob.length()) {
            throw BackupException.damaged(pack + " at " + copy.name() + " is shorter than its index says");
        }
        return decoder.decode(blob, into, 0);
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

    /**
     * Reads a blob's plain bytes, checked to the last, into a file of the spool folder, which is the caller's to close: memory
     * is slices.
     *
     * @throws BackupException as {@link #load}; LIMIT beyond {@link BlobCodec#MAX_LISTING}
     */
    private SpoolFile spool(BlobType type, ObjectId id) {
        int n = find(type, id);
        SpoolFile into = new SpoolFile(spool);
        BackupException first;
        try {
            spool(target, packFile(index.pack(n)), index.record(n), into);
            return into;
        } catch (BackupException e) {
            first = e;
        }
        for (BlobIndex.Location place : index.locations(type, id)) {
            for (Target copy : target.copies()) {
                try {
                    spool(copy, packFile(place.pack()), place.blob(), into);
                    return into;
                } catch (BackupException e) {
                    if (e != first) {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        into.close();
        throw first;
    }

    private void spool(Target from, FileRef pack, BlobRecord blob, SpoolFile into) {
        if (blob.contentLength() > BlobCodec.MAX_LISTING) {
            throw BlobCodec.listingTooLong();
        }
        into.clear();
        try (InputStream in = from.open(pack, blob.offset(), blob.length())) {
            BackupException wrong = codec.check(blob, in, (bytes, at, n) -> {}, into::write);
            if (wrong != null) {
                throw wrong;
            }
        } catch (EOFException e) {
            throw BackupException.damaged(pack + " at " + from.name() + " is shorter than its index says");
        } catch (IOException e) {
            throw Streams.broken(from, pack, e);
        }
    }

    private int longest(BlobType type, ObjectId id) {
        BlobRecord blob = index.record(find(type, id));
        return Math.max(blob.length(), blob.contentLength());
    }

    /** Stores a blob with another saver, unless that has it: a long listing is not in memory whole. @throws BackupException as {@link #load} */
    public void copy(BlobType type, ObjectId id, BlobSaver saver) {
        if (type == BlobType.TREE && longest(type, id) > LARGEST_CHUNK) {
            try (SpoolFile file = spool(type, id)) {
                saver.save(type, id, file);
            }
            return;
        }
        int length = load(type, id);
        saver.save(type, id, bytes(), offset(), length);
    }

    private TreeReader spooledTree(ObjectId id) {
        SpoolFile file = spool(BlobType.TREE, id);
        try {
            return new TreeReader(file.stream(), file::close);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Loads a tree. The reader over it has its own copy of the bytes, a long one's in a file; one that was closed lends its
     * memory to the next.
     */
    public TreeReader tree(ObjectId id) {
        if (longest(BlobType.TREE, id) > IN_MEMORY) {
            return spooledTree(id);
        }
        byte[][] held = new byte[1][];
        int length = load(BlobType.TREE, id, (blob, box, offset) -> {
            if (held[0] == null || held[0].length < blob.contentLength()) {
                held[0] = spare(blob.contentLength());
            }
            return codec.decode(blob, box, offset, held[0]);
        });
        return new TreeReader(held[0], 0, length, () -> {
            if (held[0].length <= MAX_SPARE && spares.size() < MAX_SPARES) {
                spares.push(held[0]);
            }
        });
    }

    private byte[] spare(int length) {
        if (length > BlobCodec.MAX_PLAIN) {
            throw BlobCodec.tooLarge();
        }
        byte[] spare = spares.isEmpty() ? NONE : spares.pop();
        if (spare.length >= length) {
            return spare;
        }
        return new byte[length > MAX_SPARE ? length : Integer.highestOneBit(Math.max(length, 2048)) * 2];
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
