// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.Target;

/**
 * Reads small ranges of packs through a few aligned blocks: blobs that were written one near the other are mostly read so,
 * trees from the end backwards, and a request for each would cost a round trip for each.
 */
final class PackWindows {
    private static final int BLOCKS = 6;
    private static final int BLOCK_BYTES = 256 * 1024;

    /** By {@link #key}; a record as key costs a cold JVM the classes of its hashCode. */
    private final Map<Long, Block> blocks = new LinkedHashMap<>(32, 0.75f, true);

    private static long key(int pack, int block) {
        return (long) pack << 32 | block;
    }

    private static final class Block {
        private final byte[] bytes = new byte[BLOCK_BYTES];
        private int length;
    }

    /** Reads exactly {@code length} bytes. @throws BackupException DAMAGED where the pack ends before */
    void read(Target target, FileRef pack, int number, int offset, byte[] into, int length) {
        int done = 0;
        if (length > BLOCK_BYTES / 2) {
            done = Streams.read(target, pack, offset, into, 0, length);
        }
        while (done < length) {
            int position = offset + done;
            Block block = block(target, pack, number, position / BLOCK_BYTES);
            int within = position % BLOCK_BYTES;
            int n = Math.min(length - done, block.length - within);
            if (n <= 0) {
                throw BackupException.damaged(pack + " is shorter than its index says");
            }
            System.arraycopy(block.bytes, within, into, done, n);
            done += n;
        }
    }

    private Block block(Target target, FileRef pack, int number, int place) {
        Block block = blocks.get(key(number, place));
        if (block == null) {
            block = spare();
            block.length = Streams.read(target, pack, (long) place * BLOCK_BYTES, block.bytes, 0, BLOCK_BYTES);
            blocks.put(key(number, place), block);
        }
        return block;
    }

    private Block spare() {
        if (blocks.size() < BLOCKS) {
            return new Block();
        }
        var eldest = blocks.entrySet().iterator();
        Block block = eldest.next().getValue();
        eldest.remove();
        return block;
    }
}
