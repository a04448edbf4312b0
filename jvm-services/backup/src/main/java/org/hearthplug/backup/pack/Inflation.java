// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.index.BlobRecord;

/** A blob's opened bytes, decompressed and hashed slice by slice: memory is zstd's window and one slice, not the blob. */
final class Inflation {
    /** A frame that wants to look back further is refused: restic's blobs of data end at 8 MiB. */
    static final int MAX_WINDOW_LOG = 24;

    private final BlobRecord blob;
    private final ZstdDecompressCtx inflater;
    private final ByteBuffer out;
    private final Slice plain;
    private final MessageDigest digest = ObjectId.sha256();
    private long total;
    private boolean ended;

    /** @param out the slice, on the heap @param plain who takes the plain bytes */
    Inflation(BlobRecord blob, ZstdDecompressCtx inflater, byte[] out, Slice plain) {
        this.blob = blob;
        this.inflater = inflater;
        this.out = ByteBuffer.wrap(out);
        this.plain = plain;
        inflater.reset();
        inflater.setLongMax(MAX_WINDOW_LOG);
    }

    /** Takes the next opened bytes. @throws BackupException DAMAGED when they do not unpack or are too many */
    void take(byte[] opened, int offset, int length) {
        if (blob.plainLength() == 0) {
            give(opened, offset, length);
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(opened, offset, length);
        try {
            while (in.hasRemaining() && !ended) {
                inflate(in);
            }
            if (in.hasRemaining()) {
                throw BackupException.damaged("a blob has bytes after its end");
            }
        } catch (ZstdException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a blob does not unpack", e);
        }
    }

    private void inflate(ByteBuffer in) {
        out.clear();
        ended = inflater.decompressByteBufferStream(out, in);
        give(out.array(), 0, out.position());
    }

    private void give(byte[] bytes, int offset, int length) {
        total += length;
        if (total > blob.contentLength()) {
            throw otherLength();
        }
        ObjectId.update(digest, bytes, offset, length);
        plain.take(bytes, offset, length);
    }

    private static BackupException otherLength() {
        return BackupException.damaged("a blob unpacks to another length than its index says");
    }

    /** Ends. @throws BackupException DAMAGED when length or hash is wrong */
    void end() {
        if (blob.plainLength() != 0) {
            drain();
        }
        if (total != blob.contentLength()) {
            throw otherLength();
        }
        if (!ObjectId.from(digest.digest(), 0).equals(blob.id())) {
            throw BackupException.damaged("a blob's bytes do not have its hash");
        }
    }

    /** What zstd still holds when it has all the input and the slice was full. */
    private void drain() {
        ByteBuffer none = ByteBuffer.allocate(0);
        try {
            while (!ended) {
                long before = total;
                inflate(none);
                if (total == before && !ended) {
                    throw BackupException.damaged("a blob ends before its end");
                }
            }
        } catch (ZstdException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a blob does not unpack", e);
        }
    }
}
