// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.spi.Content;

/** One pack being written to a spool file, hashed on the way. */
public final class PackWriter implements AutoCloseable {
    private static final int SLICE = 64 * 1024;
    private static final int MAX_ENTRIES = 65536;

    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = ObjectId.sha256();
    private final List<BlobRecord> blobs = new ArrayList<>();
    private final int number;
    private int bytes;

    /** @param number that the index keeps for this pack until it has a name */
    public PackWriter(Path spool, int number) {
        this.number = number;
        try {
            file = Files.createTempFile(spool, "pack-", ".tmp");
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw spoolFailed(e);
        }
    }

    static BackupException spoolFailed(IOException e) {
        return new BackupException(
                BackupException.Kind.LOCAL_IO, "cannot write to the spool folder: " + e.getMessage(), e);
    }

    /** The pack's number in the index. */
    public int number() {
        return number;
    }

    /** Enters the blob whose sealed bytes were written last. @param length how many those were @return its record */
    public BlobRecord add(BlobType type, ObjectId id, int length, int plainLength) {
        BlobRecord blob = new BlobRecord(type, id, bytes - length, length, plainLength);
        blobs.add(blob);
        return blob;
    }

    /** Appends sealed bytes of a blob, which {@link #add} then enters. */
    public void write(byte[] from, int offset, int length) {
        ObjectId.update(digest, from, offset, length);
        try {
            for (int at = offset, end = offset + length; at < end; ) {
                // Small slices: the channel keeps a direct buffer as large as the largest one it was given.
                ByteBuffer slice = ByteBuffer.wrap(from, at, Math.min(SLICE, end - at));
                at += channel.write(slice);
            }
        } catch (IOException e) {
            throw spoolFailed(e);
        }
        bytes += length;
    }

    /** Bytes of the blobs so far. */
    public int bytes() {
        return bytes;
    }

    /** Whether the pack should be ended. @param target its wanted size, in bytes */
    public boolean full(int target) {
        return bytes >= target || blobs.size() >= MAX_ENTRIES;
    }

    /** Ends the pack with its header. */
    public Content finish(Sealer sealer) {
        byte[] header = PackHeader.write(blobs, sealer);
        write(header, 0, header.length);
        try {
            channel.close();
        } catch (IOException e) {
            throw spoolFailed(e);
        }
        return Content.of(file, bytes, ObjectId.from(digest.digest(), 0));
    }

    /** The blobs, in order. */
    public List<BlobRecord> blobs() {
        return blobs;
    }

    /** Closes and removes the spool file. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw spoolFailed(e);
        }
    }
}
