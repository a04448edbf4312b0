// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.pack.PackWriter;
import org.hearthplug.backup.pack.SpoolFile;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/**
 * Stores blobs: seals, packs, and indexes. The order is the guarantee: a pack is kept before an index names it, and an
 * index before {@link #flush()} returns. Not for several threads.
 */
public final class BlobSaver implements AutoCloseable {
    /** An index file is written at this many blobs: 1.5 MB of JSON at most are in memory, and as much again while it is packed. */
    private static final int INDEX_BLOBS = 8192;

    private static final int INDEX_BYTES_PER_BLOB = 180;

    private final Target target;
    private final BlobIndex index;
    private final UnpackedFiles files;
    private final Sealer sealer;
    private final BlobCodec codec;
    private final Path spool;
    private final int packBytes;
    private final Runnable beforeWrite;
    private final Map<BlobType, PackWriter> open = new EnumMap<>(BlobType.class);
    private final List<IndexFile.PackEntry> pending = new ArrayList<>();
    private int pendingBlobs;
    private JsonWriter indexJson;
    private final List<ObjectId> indexes = new ArrayList<>();
    private long newBlobs;
    private long newBytes;
    private long storedBytes;

    BlobSaver(Repo repo, BlobIndex index, BlobCodec codec, Sealer sealer, Runnable beforeWrite) {
        this.target = repo.target();
        this.index = index;
        this.files = repo.files();
        this.spool = repo.options().spool();
        this.packBytes = repo.options().packBytes();
        this.codec = codec;
        this.sealer = sealer;
        this.beforeWrite = beforeWrite;
    }

    /** Stores a blob unless the repository has it. @return whether it is new */
    public boolean save(BlobType type, ObjectId id, byte[] data, int offset, int length) {
        if (index.contains(type, id)) {
            return false;
        }
        store(type, id, data, offset, length);
        return true;
    }

    /** Stores a blob, known or not. */
    public void store(BlobType type, ObjectId id, byte[] data, int offset, int length) {
        PackWriter pack = pack(type);
        enter(pack, type, id, codec.encode(data, offset, length, pack::write), length);
    }

    /** As {@link #save(BlobType, ObjectId, byte[], int, int)} for what is too long for memory. @throws BackupException LIMIT */
    public boolean save(BlobType type, ObjectId id, SpoolFile data) {
        if (index.contains(type, id)) {
            return false;
        }
        PackWriter pack = pack(type);
        enter(pack, type, id, codec.encode(data, pack::write), data.length());
        return true;
    }

    private PackWriter pack(BlobType type) {
        return open.computeIfAbsent(
                type, t -> new PackWriter(spool, index.packs().reserve()));
    }

    private void enter(PackWriter pack, BlobType type, ObjectId id, int stored, long length) {
        BlobRecord blob = pack.add(type, id, stored, codec.indexedPlainLength());
        index.add(blob, pack.number());
        newBlobs++;
        newBytes += length;
        storedBytes += blob.length();
        if (pack.full(packBytes)) {
            finish(type);
        }
    }

    private void finish(BlobType type) {
        PackWriter pack = open.remove(type);
        if (pack == null) {
            return;
        }
        try (pack) {
            beforeWrite.run();
            Content content = pack.finish(sealer);
            target.write(FileRef.of(FileType.PACK, content.sha256()), content);
            index.packs().name(pack.number(), content.sha256());
            pending.add(new IndexFile.PackEntry(content.sha256(), pack.blobs()));
            pendingBlobs += pack.blobs().size();
        }
        if (pendingBlobs >= INDEX_BLOBS) {
            writeIndex();
        }
    }

    private void writeIndex() {
        if (!pending.isEmpty()) {
            beforeWrite.run();
            JsonWriter json = IndexFile.write(pending, indexJson());
            indexes.add(files.write(FileType.INDEX, json));
            pending.clear();
            pendingBlobs = 0;
        }
    }

    private JsonWriter indexJson() {
        if (indexJson == null) {
            indexJson = new JsonWriter(pendingBlobs * INDEX_BYTES_PER_BLOB + 1024);
        }
        return indexJson;
    }

    /** Ends open packs and writes their index. When this returns all that was saved can be found again. */
    public void flush() {
        finish(BlobType.DATA);
        finish(BlobType.TREE);
        writeIndex();
        target.settle();
    }

    /** The index files written. */
    public List<ObjectId> indexes() {
        return indexes;
    }

    /** How many blobs were stored. */
    public long newBlobs() {
        return newBlobs;
    }

    /** Their plain bytes. */
    public long newBytes() {
        return newBytes;
    }

    /** Their sealed bytes. */
    public long storedBytes() {
        return storedBytes;
    }

    /** Gives up what was not flushed. */
    @Override
    public void close() {
        open.values().forEach(PackWriter::close);
        open.clear();
        codec.close();
    }
}
