// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.pack.PackHeader;
import org.hearthplug.backup.pack.Slice;
import org.hearthplug.backup.repo.HeapKeeper;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.Streams;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/**
 * Reads a pack from its first byte to its last, once: its hash is its name, every blob opens and has its hash, the header
 * says what the index says. Memory: slices, and a tree.
 */
final class PackVerifier implements AutoCloseable {
    private static final String SHORT = "the pack is shorter than its index says, or the index has gaps";

    private final BlobIndex index;
    private final BlobCodec codec;
    private final Sealer sealer;
    private long bytesRead;

    PackVerifier(Repo repo) {
        index = repo.index();
        codec = repo.codec();
        sealer = repo.sealer();
    }

    /** Bytes read so far. */
    long bytesRead() {
        return bytesRead;
    }

    /**
     * Verifies one pack on one target.
     *
     * @param records the index's, by offset; may be none for a pack that no index names
     * @param broken receives the records whose blobs are unreadable
     * @return what is wrong, or null
     */
    String verify(Target target, int pack, int[] records, BitSet broken) {
        HeapKeeper.step();
        FileRef file = FileRef.of(FileType.PACK, index.packs().id(pack));
        BitSet unread = new BitSet();
        for (int r : records) {
            unread.set(r);
        }
        String wrong;
        try (InputStream in = target.open(file, 0, -1)) {
            wrong = verify(in, file.id(), records, unread);
        } catch (IOException e) {
            throw Streams.broken(target, file, e);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            wrong = e.getMessage();
        }
        broken.or(unread);
        return wrong;
    }

    private String verify(InputStream in, ObjectId name, int[] records, BitSet unread) throws IOException {
        MessageDigest digest = ObjectId.sha256();
        Slice hashed = (bytes, from, n) -> {
            ObjectId.update(digest, bytes, from, n);
            bytesRead += n;
        };
        String wrong = null;
        long at = 0;
        for (int r : records) {
            BlobRecord blob = index.record(r);
            if (blob.offset() != at) {
                return SHORT;
            }
            BackupException bad;
            try {
                bad = codec.check(blob, in, hashed);
            } catch (EOFException e) {
                return SHORT;
            }
            at += blob.length();
            if (bad == null) {
                unread.clear(r);
            } else {
                wrong = wrong == null ? "blob " + blob.id().shortHex() + ": " + bad.getMessage() : wrong;
            }
        }
        byte[] rest = in.readNBytes(PackHeader.MAX_BYTES + 64);
        bytesRead += rest.length;
        ObjectId.update(digest, rest, 0, rest.length);
        if (!ObjectId.from(digest.digest(), 0).equals(name)) {
            return wrong != null ? wrong : "the pack's bytes do not have the hash that is its name";
        }
        return wrong != null ? wrong : header(rest, at, records);
    }

    private String header(byte[] rest, long at, int[] records) {
        if (records.length == 0) {
            return null;
        }
        if (rest.length < PackHeader.LENGTH_BYTES) {
            return "the pack has no header";
        }
        int length = PackHeader.sealedLength(rest, rest.length - PackHeader.LENGTH_BYTES, rest.length + at);
        if (length != rest.length - PackHeader.LENGTH_BYTES) {
            return "the pack holds more than its index says";
        }
        List<BlobRecord> blobs = PackHeader.read(rest, 0, length, at, sealer);
        for (int i = 0; i < records.length; i++) {
            if (i >= blobs.size() || !blobs.get(i).equals(index.record(records[i]))) {
                return "the pack's header and the index disagree";
            }
        }
        return blobs.size() == records.length ? null : "the pack's header and the index disagree";
    }

    @Override
    public void close() {
        codec.close();
    }
}
