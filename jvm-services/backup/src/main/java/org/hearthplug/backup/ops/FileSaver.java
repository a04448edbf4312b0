// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.chunk.Chunker;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.HeapKeeper;

/**
 * Cuts a file into chunks and saves them. One buffer: none until a file is read, then 1 MiB, 4 MiB when a chunk needs more, and when that
 * is not enough as much as any can need. A chunk in forty is longer than 4 MiB: a run that changes little meets none. Not given back: what is
 * thrown away makes the heap larger than what is kept.
 */
final class FileSaver {
    private static final int READ = 256 * 1024;
    private static final int FIRST = 1024 * 1024;
    private static final int SECOND = 4 * 1024 * 1024 + READ;

    private final Posix posix;
    private final Chunker chunker;
    private final BlobSaver saver;
    private byte[] buffer = {};
    private int start;
    private int end;

    FileSaver(Posix posix, Chunker chunker, BlobSaver saver) {
        this.posix = posix;
        this.chunker = chunker;
        this.saver = saver;
    }

    /** What a file turned out to hold. @param bytes its length as read */
    record Saved(List<ObjectId> content, long bytes) {}

    /** Reads an open file to its end and saves it. */
    Saved save(int fd) {
        List<ObjectId> content = new ArrayList<>(1);
        long total = 0;
        start = 0;
        end = 0;
        int searched = 0;
        boolean more = true;
        while (more || end > start) {
            int cut = more ? chunker.end(buffer, start, searched, end - start) : chunkAtEnd(searched);
            if (cut >= 0) {
                content.add(chunk(cut));
                total += cut;
                searched = 0;
            } else {
                searched = end - start;
                more = fill(fd);
            }
        }
        return new Saved(List.copyOf(content), total);
    }

    private int chunkAtEnd(int searched) {
        int cut = chunker.end(buffer, start, searched, end - start);
        return cut >= 0 ? cut : end - start;
    }

    private ObjectId chunk(int length) {
        ObjectId id = ObjectId.hashOf(buffer, start, length);
        saver.save(BlobType.DATA, id, buffer, start, length);
        start += length;
        return id;
    }

    /** Reads on. @return false at the end of the file */
    private boolean fill(int fd) {
        if (buffer.length - end < READ) {
            int held = end - start;
            byte[] to = held + READ > buffer.length ? new byte[larger(held + READ)] : buffer;
            System.arraycopy(buffer, start, to, 0, held);
            buffer = to;
            start = 0;
            end = held;
        }
        int n = posix.read(fd, buffer, end, READ);
        end += n;
        return n > 0;
    }

    private static int larger(int needed) {
        if (needed <= FIRST) {
            return FIRST;
        }
        HeapKeeper.collect();
        return needed <= SECOND ? SECOND : Chunker.MAX_BYTES + READ;
    }
}
