// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobRecord;

/**
 * Compresses and seals a blob, and back. Holds its buffers, which grow to the largest blob met and no further than
 * {@link #MAX_PLAIN}. Not for several threads.
 */
public final class BlobCodec implements AutoCloseable {
    /**
     * The largest blob accepted, in bytes: a tree of some hundred thousand entries, and no more than a third of the heap.
     * Data blobs end at 8 MiB.
     */
    public static final int MAX_PLAIN =
            (int) Math.min(256L << 20, Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 3));

    private static final int STEP = 1024 * 1024;

    /** Holds a data blob of 8 MiB sealed, also where compression makes it larger. */
    private static final int LARGEST_CHUNK = 8 * STEP + STEP / 8;

    private final Sealer sealer;
    private final boolean compress;
    private final ZstdCompressCtx deflater;
    private final ZstdDecompressCtx inflater = new ZstdDecompressCtx();
    private byte[] sealed = new byte[64 * 1024];
    private int sealedLength;
    private int plainLength;
    private byte[] plain = new byte[64 * 1024];
    private byte[] decoded;
    private int decodedOffset;

    /** @param level zstd's, 1 to 19; 0 does not compress (repository version 1) */
    public BlobCodec(Sealer sealer, int level) {
        this.sealer = sealer;
        this.compress = level > 0;
        this.deflater = compress ? new ZstdCompressCtx().setLevel(level) : null;
    }

    /** Compresses and seals; the result is in {@link #sealed()}. What does not shrink is kept as it is. */
    public void encode(byte[] data, int offset, int length) {
        int head = Sealer.IV_BYTES;
        plainLength = 0;
        int body = length;
        if (compress && length > 0) {
            int bound = (int) Zstd.compressBound(length);
            reserveSealed(bound + Sealer.OVERHEAD);
            int n = deflater.compressByteArray(sealed, head, sealed.length - head, data, offset, length);
            if (n < length) {
                body = n;
                plainLength = length;
            }
        }
        if (plainLength == 0) {
            reserveSealed(length + Sealer.OVERHEAD);
            System.arraycopy(data, offset, sealed, head, length);
        }
        sealedLength = sealer.seal(sealed, 0, body);
    }

    private void reserveSealed(int bytes) {
        if (sealed.length < bytes) {
            sealed = new byte[grown(bytes)];
        }
    }

    /** In three steps: each buffer that is thrown away makes the heap larger until it is collected. */
    private static int grown(int bytes) {
        if (bytes <= STEP) {
            return STEP;
        }
        return bytes <= LARGEST_CHUNK ? LARGEST_CHUNK : bytes + (bytes >> 2);
    }

    /** The sealed bytes of the last {@link #encode}, from 0 to {@link #sealedLength()}. */
    public byte[] sealed() {
        return sealed;
    }

    /** How many bytes are sealed. */
    public int sealedLength() {
        return sealedLength;
    }

    /** The plain length as an index wants it: 0 if the last blob was not compressed. */
    public int indexedPlainLength() {
        return plainLength;
    }

    /** A buffer for a sealed blob that is to be read; hand it to {@link #decode}. */
    public byte[] sealedBuffer(int length) {
        reserveSealed(length);
        return sealed;
    }

    /**
     * Opens, decompresses and checks a blob; the plain bytes are in {@link #plain()} from {@link #plainOffset()}.
     *
     * @param from sealed bytes; they are overwritten
     * @return the plain length
     * @throws BackupException DAMAGED when tag, length or hash is wrong; LIMIT beyond {@link #MAX_PLAIN}
     */
    public int decode(BlobRecord blob, byte[] from, int offset) {
        int body = sealer.open(from, offset, blob.length());
        int start = offset + Sealer.IV_BYTES;
        int length = body;
        if (blob.plainLength() != 0) {
            length = inflate(blob, from, start, body);
        } else {
            decoded = from;
            decodedOffset = start;
        }
        if (!ObjectId.hashOf(decoded, decodedOffset, length).equals(blob.id())) {
            throw BackupException.damaged("a blob's bytes do not have its hash");
        }
        return length;
    }

    private int inflate(BlobRecord blob, byte[] from, int start, int body) {
        int length = blob.plainLength();
        if (length > MAX_PLAIN) {
            throw new BackupException(
                    BackupException.Kind.LIMIT, "a blob would unpack to more than " + MAX_PLAIN + " bytes");
        }
        if (plain.length < length) {
            plain = new byte[grown(length)];
        }
        try {
            int n = inflater.decompressByteArray(plain, 0, length, from, start, body);
            if (n != length) {
                throw BackupException.damaged("a blob unpacks to another length than its index says");
            }
        } catch (ZstdException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a blob does not unpack", e);
        }
        decoded = plain;
        decodedOffset = 0;
        return length;
    }

    /** The array that holds the last decoded blob. */
    public byte[] plain() {
        return decoded;
    }

    /** Where in {@link #plain()} it begins. */
    public int plainOffset() {
        return decodedOffset;
    }

    @Override
    public void close() {
        inflater.close();
        if (deflater != null) {
            deflater.close();
        }
    }
}
