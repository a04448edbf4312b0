// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.json.ByteBuilder;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** The files outside packs: sealed JSON, compressed in version 2 (but for the configuration). */
public final class UnpackedFiles {
    /** The largest accepted, in bytes: an index of some hundred thousand blobs. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int COMPRESSED = 2;
    private static final int LEVEL = 3;
    private static final int SMALL = 64 * 1024;
    private static final int MAX_PLAIN = 16 * 1024 * 1024;

    private final Target target;
    private final Sealer sealer;
    private final boolean compress;
    private byte[] wide = {}; // Used again: each index file's own would stay in the heap until all of it is collected.

    UnpackedFiles(Target target, Sealer sealer, int version) {
        this.target = target;
        this.sealer = sealer;
        this.compress = version > 1;
    }

    /** Stores JSON. @return the file's name */
    public synchronized ObjectId write(FileType type, ByteBuilder json) {
        Content content = Content.of(seal(type, json));
        FileRef file = type == FileType.CONFIG ? FileRef.CONFIG : FileRef.of(type, content.sha256());
        target.write(file, content);
        return content.sha256();
    }

    private byte[] seal(FileType type, ByteBuilder json) {
        int head = Sealer.IV_BYTES;
        byte[] box;
        int plain;
        if (compress && type != FileType.CONFIG) {
            int bound = (int) Zstd.compressBound(json.length());
            if (wide.length < bound + 1 + Sealer.OVERHEAD) {
                wide = new byte[bound + 1 + Sealer.OVERHEAD];
            }
            wide[head] = COMPRESSED;
            long n = Zstd.compressByteArray(wide, head + 1, bound, json.array(), 0, json.length(), LEVEL);
            if (Zstd.isError(n)) {
                throw new IllegalStateException("zstd refused: " + Zstd.getErrorName(n));
            }
            plain = (int) n + 1;
            box = wide;
        } else {
            plain = json.length();
            box = new byte[plain + Sealer.OVERHEAD];
            System.arraycopy(json.array(), 0, box, head, plain);
        }
        return Arrays.copyOf(box, sealer.seal(box, 0, plain));
    }

    /** Opens a file's JSON as a stream; its hash and tag are checked before the first byte comes. */
    public synchronized InputStream open(FileRef file) {
        BackupException first = null;
        for (Target copy : target.copies()) {
            try {
                return plain(file, fetch(copy, file));
            } catch (BackupException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null ? new BackupException(BackupException.Kind.UNREACHABLE, "no target answers") : first;
    }

    private static byte[] fetch(Target from, FileRef file) {
        return file.type().namedByHash()
                ? Streams.readVerified(from, file, MAX_BYTES)
                : Streams.readAll(from, file, MAX_BYTES);
    }

    private InputStream plain(FileRef file, byte[] box) {
        int length = sealer.open(box, 0, box.length);
        int head = Sealer.IV_BYTES;
        if (length == 0) {
            throw BackupException.damaged(file + " is empty");
        }
        int encoding = box[head];
        if (encoding == '{' || encoding == '[') {
            return new ByteArrayInputStream(box, head, length);
        }
        if (encoding != COMPRESSED) {
            throw new BackupException(BackupException.Kind.UNSUPPORTED, file + " has an unknown encoding");
        }
        // A stream of zstd's takes 256 KiB for its buffers: not for each of a thousand snapshots.
        long size = Zstd.getFrameContentSize(box, head + 1, length - 1);
        if (size > 0 && size <= SMALL) {
            byte[] bytes = new byte[(int) size];
            long n = Zstd.decompressByteArray(bytes, 0, bytes.length, box, head + 1, length - 1);
            if (n != size) {
                throw new BackupException(BackupException.Kind.DAMAGED, file + " does not unpack");
            }
            return new ByteArrayInputStream(bytes);
        }
        try {
            return new ZstdInputStream(new ByteArrayInputStream(box, head + 1, length - 1));
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, file + " does not unpack", e);
        }
    }

    /** A file's JSON whole, for those that are small. @throws BackupException LIMIT beyond 16 MiB */
    public byte[] read(FileRef file) {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(MAX_PLAIN + 1);
            if (bytes.length > MAX_PLAIN) {
                throw new BackupException(BackupException.Kind.LIMIT, file + " unpacks to more than 16 MiB");
            }
            return bytes;
        } catch (IOException | ZstdException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, file + " does not unpack", e);
        }
    }
}
