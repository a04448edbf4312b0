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

    private final Map<Key, Block> blocks = new LinkedHashMap<>(32, 0.75f, true);

    private record Key(int pack, int block) {}

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
            Block block = block(target, pack, new Key(number, position / BLOCK_BYTES));
            int within = position % BLOCK_BYTES;
            int n = Math.min(length - done, block.length - within);
            if (n <= 0) {
                throw BackupException.damaged(pack + " is shorter than its index says");
            }
            System.arraycopy(block.bytes, within, into, done, n);
            done += n;
        }
    }

    private Block block(Target target, FileRef pack, Key key) {
        Block block = blocks.get(key);
        if (block == null) {
            block = spare();
            block.length = Streams.read(target, pack, (long) key.block() * BLOCK_BYTES, block.bytes, 0, BLOCK_BYTES);
            blocks.put(key, block);
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
