// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;

/** The list of blobs at a pack's end: sealed entries, then their sealed length as 4 bytes, little endian. */
public final class PackHeader {
    /** Bytes of the length that ends a pack. */
    public static final int LENGTH_BYTES = 4;

    /** The largest header accepted, in bytes, as in restic. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int PLAIN_ENTRY = 37;
    private static final int COMPRESSED_ENTRY = 41;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private PackHeader() {}

    /** What an entry takes, in bytes. */
    public static int entryBytes(BlobRecord blob) {
        return blob.plainLength() != 0 ? COMPRESSED_ENTRY : PLAIN_ENTRY;
    }

    /** The sealed header with its length behind. */
    public static byte[] write(List<BlobRecord> blobs, Sealer sealer) {
        int plain = blobs.stream().mapToInt(PackHeader::entryBytes).sum();
        byte[] out = new byte[plain + Sealer.OVERHEAD + LENGTH_BYTES];
        int at = Sealer.IV_BYTES;
        for (BlobRecord b : blobs) {
            boolean compressed = b.plainLength() != 0;
            out[at] = (byte) (b.type().code() + (compressed ? 2 : 0));
            INT.set(out, at + 1, b.length());
            if (compressed) {
                INT.set(out, at + 5, b.plainLength());
            }
            at += entryBytes(b);
            b.id().writeTo(out, at - ObjectId.BYTES);
        }
        int sealed = sealer.seal(out, 0, plain);
        INT.set(out, sealed, sealed);
        return out;
    }

    /** The sealed header's length, from a pack's last 4 bytes. @throws BackupException DAMAGED */
    public static int sealedLength(byte[] lastFour, int offset, long packBytes) {
        int length = (int) INT.get(lastFour, offset);
        if (length < Sealer.OVERHEAD + PLAIN_ENTRY || length > MAX_BYTES || length > packBytes - LENGTH_BYTES) {
            throw BackupException.damaged("a pack's header length is impossible");
        }
        return length;
    }

    /**
     * Opens a header in place.
     *
     * @param blobBytes of the pack before the header; the blobs must fill it exactly
     * @throws BackupException DAMAGED
     */
    public static List<BlobRecord> read(byte[] sealed, int offset, int length, long blobBytes, Sealer sealer) {
        int plain = sealer.open(sealed, offset, length);
        List<BlobRecord> blobs = new ArrayList<>(plain / PLAIN_ENTRY + 1);
        long position = 0;
        int at = offset + Sealer.IV_BYTES;
        int end = at + plain;
        while (at < end) {
            BlobRecord b = entry(sealed, at, end, position);
            at += entryBytes(b);
            position += b.length();
            blobs.add(b);
        }
        if (position != blobBytes) {
            throw BackupException.damaged("a pack's header does not match its length");
        }
        return blobs;
    }

    private static BlobRecord entry(byte[] h, int at, int end, long position) {
        int code = h[at];
        boolean compressed = code >= 2;
        int size = compressed ? COMPRESSED_ENTRY : PLAIN_ENTRY;
        if (code < 0 || code > 3 || end - at < size) {
            throw BackupException.damaged("a pack's header has an unknown entry");
        }
        int length = (int) INT.get(h, at + 1);
        int plain = compressed ? (int) INT.get(h, at + 5) : 0;
        if (length < Sealer.OVERHEAD
                || plain < 0
                || position + length > Integer.MAX_VALUE
                || compressed && plain == 0) {
            throw BackupException.damaged("a pack's header has an impossible length");
        }
        BlobType type = (code & 1) == 0 ? BlobType.DATA : BlobType.TREE;
        return new BlobRecord(type, ObjectId.from(h, at + size - ObjectId.BYTES), (int) position, length, plain);
    }
}
