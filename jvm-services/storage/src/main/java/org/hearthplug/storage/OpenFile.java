// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A file that is open for reading: its bytes stay these even when the name goes to another file meanwhile.
 *
 * @param entry what was found when it was opened
 * @param channel its bytes
 */
public record OpenFile(Entry entry, FileChannel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
