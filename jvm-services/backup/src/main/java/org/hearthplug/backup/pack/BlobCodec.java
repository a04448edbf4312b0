// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;

/**
 * Compresses and seals a blob, and back. Holds its buffers, which grow to the largest blob met and no further than
 * {@link #MAX_PLAIN}. Not for several threads.
 */
public final class BlobCodec implements AutoCloseable {
    /**
     * The largest blob accepted in memory, in bytes: no more than a third of the heap. Data blobs end at 8 MiB; larger
     * listings go through a {@link SpoolFile}.
     */
    public static final int MAX_PLAIN =
            (int) Math.min(256L << 20, Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 3));

    /** The longest listing of a folder, in bytes: some 600,000 files. */
    public static final int MAX_LISTING = 256 << 20;

    /** What is not longer goes in one piece, the rest in slices. */
    static final int PIECE = 512 * 1024;

    private static final int SMALL = PIECE + PIECE / 8;

    /** Holds the largest blob of data sealed, also where compression makes it larger. */
    private static final int LARGEST_CHUNK = 8 * 1024 * 1024 + 64 * 1024;

    private static final int CHECKED = 64 * 1024;
    private static final int INFLATED = 128 * 1024;

    private final Sealer sealer;
    private final boolean compress;
    private final ZstdCompressCtx deflater;
    private final ZstdDecompressCtx inflater = new ZstdDecompressCtx();
    private byte[] sealed = new byte[64 * 1024];
    private int plainLength;
    private byte[] plain = new byte[64 * 1024];
    private byte[] slice;
    private byte[] decoded;
    private int decodedOffset;

    /** @param level zstd's, 1 to 19; 0 does not compress (repository version 1) */
    public BlobCodec(Sealer sealer, int level) {
        this.sealer = sealer;
        this.compress = level > 0;
        this.deflater = compress ? new ZstdCompressCtx().setLevel(level) : null;
    }

    /**
     * Compresses and seals. What does not shrink is kept as it is; of something large its first 512 KiB decide.
     *
     * @param to takes the sealed bytes
     * @return how many those are
     */
    public int encode(byte[] data, int offset, int length, Slice to) {
        plainLength = 0;
        if (length > PIECE) {
            return encodeSlices(data, offset, length, to);
        }
        int head = Sealer.IV_BYTES;
        int body = length;
        if (compress && length > 0) {
            reserveSealed((int) Zstd.compressBound(length) + Sealer.OVERHEAD);
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
        int all = sealer.seal(sealed, 0, body);
        to.take(sealed, 0, all);
        return all;
    }

    private int encodeSlices(byte[] data, int offset, int length, Slice to) {
        reserveSealed((int) Zstd.compressBound(PIECE) + Sealer.OVERHEAD);
        byte[] ends = new byte[Sealer.IV_BYTES];
        sealer.freshIv(ends, 0);
        Sealer.Slices box = sealer.slices(ends, 0);
        to.take(ends, 0, ends.length);
        int body = compress ? deflate(data, offset, length, box, to) : 0;
        if (body == 0) {
            body = length;
            for (int at = 0; at < length; at += PIECE) {
                int n = Math.min(PIECE, length - at);
                System.arraycopy(data, offset + at, sealed, 0, n);
                give(box, n, to);
            }
        } else {
            plainLength = length;
        }
        box.tag(ends, 0);
        to.take(ends, 0, ends.length);
        return body + Sealer.OVERHEAD;
    }

    /**
     * The same for what lies in a file: memory is slices. Compressed whenever this compresses at all.
     *
     * @throws BackupException LIMIT beyond {@link #MAX_LISTING}
     */
    public int encode(SpoolFile data, Slice to) {
        if (data.length() > MAX_LISTING) {
            throw listingTooLong();
        }
        int length = (int) data.length();
        reserveSealed((int) Zstd.compressBound(PIECE) + Sealer.OVERHEAD);
        byte[] ends = new byte[Sealer.IV_BYTES];
        sealer.freshIv(ends, 0);
        Sealer.Slices box = sealer.slices(ends, 0);
        to.take(ends, 0, ends.length);
        plainLength = compress ? length : 0;
        int body = compress ? deflate(data, length, box, to) : copy(data, box, to);
        box.tag(ends, 0);
        to.take(ends, 0, ends.length);
        return body + Sealer.OVERHEAD;
    }

    private int copy(SpoolFile data, Sealer.Slices box, Slice to) {
        int at = 0;
        for (int n = data.read(0, sealed, 0, PIECE); n > 0; n = data.read(at, sealed, 0, PIECE)) {
            give(box, n, to);
            at += n;
        }
        return at;
    }

    private int deflate(SpoolFile data, int length, Sealer.Slices box, Slice to) {
        deflater.reset();
        deflater.setPledgedSrcSize(length);
        ByteBuffer in = ByteBuffer.wrap(slice()).limit(0);
        ByteBuffer out = ByteBuffer.wrap(sealed);
        int total = 0;
        int at = 0;
        boolean done = false;
        while (!done) {
            if (!in.hasRemaining() && at < length) {
                int n = data.read(at, in.array(), 0, in.capacity());
                in.clear().limit(n);
                at += n;
            }
            EndDirective how = at == length ? EndDirective.END : EndDirective.CONTINUE;
            done = deflater.compressByteBufferStream(out, in, how) && how == EndDirective.END;
            if (done || !out.hasRemaining()) {
                total += out.position();
                give(box, out.position(), to);
                out.clear();
            }
        }
        return total;
    }

    private void give(Sealer.Slices box, int length, Slice to) {
        box.seal(sealed, 0, length);
        to.take(sealed, 0, length);
    }

    /** @return the compressed length; 0 when the first piece did not shrink, and nothing was given then */
    private int deflate(byte[] data, int offset, int length, Sealer.Slices box, Slice to) {
        deflater.reset();
        deflater.setPledgedSrcSize(length);
        ByteBuffer in = ByteBuffer.wrap(data, offset, PIECE);
        ByteBuffer out = ByteBuffer.wrap(sealed);
        // Whole blocks of zstd's: flushing here costs nothing.
        while (!deflater.compressByteBufferStream(out, in, EndDirective.FLUSH)) {
            if (!out.hasRemaining()) {
                break;
            }
        }
        if (out.position() >= PIECE) {
            deflater.reset();
            return 0;
        }
        in.limit(offset + length);
        int total = 0;
        boolean done = false;
        while (!done) {
            done = deflater.compressByteBufferStream(out, in, EndDirective.END);
            if (done || !out.hasRemaining()) {
                total += out.position();
                give(box, out.position(), to);
                out.clear();
            }
        }
        return total;
    }

    /** In two steps: each buffer that is thrown away makes the heap larger until it is collected. */
    private void reserveSealed(int bytes) {
        if (sealed.length < bytes) {
            int step = bytes <= SMALL ? SMALL : LARGEST_CHUNK;
            sealed = new byte[bytes <= step ? step : bytes + (bytes >> 2)];
        }
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
        int length = blob.contentLength();
        if (blob.plainLength() == 0) {
            sealer.open(from, offset, blob.length());
            decoded = from;
            decodedOffset = offset + Sealer.IV_BYTES;
            checkHash(blob, decoded, decodedOffset, length);
            return length;
        }
        if (length > MAX_PLAIN) {
            throw tooLarge();
        }
        if (plain.length < length) {
            plain = new byte[length <= SMALL ? SMALL : length + (length >> 2)];
        }
        decoded = plain;
        decodedOffset = 0;
        return decode(blob, from, offset, plain);
    }

    /** The same into an array with room for it. */
    public int decode(BlobRecord blob, byte[] from, int offset, byte[] into) {
        int body = sealer.open(from, offset, blob.length());
        int start = offset + Sealer.IV_BYTES;
        if (blob.plainLength() != 0) {
            inflate(blob, from, start, body, into);
        } else {
            System.arraycopy(from, start, into, 0, body);
        }
        checkHash(blob, into, 0, blob.contentLength());
        return blob.contentLength();
    }

    /** The error for a blob that is not to be in memory whole. */
    public static BackupException tooLarge() {
        return new BackupException(
                BackupException.Kind.LIMIT, "a blob would unpack to more than " + MAX_PLAIN + " bytes");
    }

    /** The error for a folder whose listing is too long even for the disk. */
    public static BackupException listingTooLong() {
        return new BackupException(
                BackupException.Kind.LIMIT,
                "a folder's listing is longer than " + (MAX_LISTING >> 20)
                        + " MiB: move some of its files into folders of their own");
    }

    /** What is said of a blob that promises more than there is in slices; null of all others. */
    private static BackupException beyond(BlobRecord blob) {
        if (blob.type() == BlobType.TREE) {
            return blob.contentLength() > MAX_LISTING ? listingTooLong() : null;
        }
        return blob.contentLength() > MAX_PLAIN ? tooLarge() : null;
    }

    private static void checkHash(BlobRecord blob, byte[] bytes, int offset, int length) {
        if (!ObjectId.hashOf(bytes, offset, length).equals(blob.id())) {
            throw BackupException.damaged("a blob's bytes do not have its hash");
        }
    }

    /**
     * The same for one that need not be in memory whole: the plain bytes go to {@code to}. When this throws, those that
     * went there are wrong.
     *
     * @throws BackupException as {@link #decode(BlobRecord, byte[], int)}
     */
    public void decode(BlobRecord blob, byte[] from, int offset, Slice to) {
        if (blob.contentLength() <= PIECE) {
            int length = decode(blob, from, offset);
            to.take(decoded, decodedOffset, length);
            return;
        }
        BackupException limit = beyond(blob);
        if (limit != null) {
            throw limit;
        }
        int body = sealer.open(from, offset, blob.length());
        Inflation inflation = new Inflation(blob, inflater, slice(), to);
        inflation.take(from, offset + Sealer.IV_BYTES, body);
        inflation.end();
    }

    /**
     * Reads a sealed blob to its end and checks it, in slices.
     *
     * @param in gives at least the blob's bytes; exactly those are read, unless it ends before
     * @param all takes them as they lie there
     * @return what is wrong, or null; the blob was read to its end in both cases
     * @throws EOFException when {@code in} ends before
     */
    public BackupException check(BlobRecord blob, InputStream in, Slice all) throws IOException {
        return check(blob, in, all, (bytes, at, n) -> {});
    }

    /**
     * The same, and the plain bytes go to {@code plain}. When something is wrong, those that went there are wrong, too.
     */
    public BackupException check(BlobRecord blob, InputStream in, Slice all, Slice plain) throws IOException {
        if (blob.length() <= PIECE && blob.contentLength() <= PIECE) {
            byte[] whole = sealedBuffer(blob.length());
            read(in, whole, blob.length(), all);
            try {
                int length = decode(blob, whole, 0);
                plain.take(decoded, decodedOffset, length);
                return null;
            } catch (BackupException e) {
                return e;
            }
        }
        reserveSealed(PIECE);
        read(in, sealed, Sealer.IV_BYTES, all);
        Sealer.Slices box = sealer.slices(sealed, 0);
        Inflation inflation = new Inflation(blob, inflater, slice(), plain);
        BackupException wrong = beyond(blob);
        for (int left = blob.length() - Sealer.OVERHEAD; left > 0; ) {
            int n = Math.min(CHECKED, left);
            read(in, sealed, n, all);
            left -= n;
            try {
                box.open(sealed, 0, n);
                if (wrong == null) {
                    inflation.take(sealed, 0, n);
                }
            } catch (BackupException e) {
                wrong = e;
            }
        }
        read(in, sealed, Sealer.OVERHEAD - Sealer.IV_BYTES, all);
        try {
            box.check(sealed, 0);
            if (wrong == null) {
                inflation.end();
            }
        } catch (BackupException e) {
            wrong = e; // A wrong tag says more than what followed from it.
        }
        return wrong;
    }

    private static void read(InputStream in, byte[] into, int length, Slice all) throws IOException {
        int n = in.readNBytes(into, 0, length);
        all.take(into, 0, n);
        if (n < length) {
            throw new EOFException();
        }
    }

    private byte[] slice() {
        if (slice == null) {
            slice = new byte[INFLATED];
        }
        return slice;
    }

    private void inflate(BlobRecord blob, byte[] from, int start, int body, byte[] into) {
        try {
            if (inflater.decompressByteArray(into, 0, blob.plainLength(), from, start, body) != blob.plainLength()) {
                throw BackupException.damaged("a blob unpacks to another length than its index says");
            }
        } catch (ZstdException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "a blob does not unpack", e);
        }
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
