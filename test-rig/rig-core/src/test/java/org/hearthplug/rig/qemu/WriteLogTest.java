// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hearthplug.rig.RigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a log that QEMU 7.2 wrote: write of 4 KiB of 0x11 at 0, 1 KiB of 0x22 at 8 KiB, flush, 512 bytes of 0x33 at
 * 64 KiB, 4 KiB of zeros at 128 KiB; after the flush the super block was not written again.
 */
class WriteLogTest {
    @TempDir
    private Path directory;

    private Path log;

    @BeforeEach
    void unpackGoldenLog() throws IOException {
        log = directory.resolve("log");
        try (InputStream golden = WriteLogTest.class.getResourceAsStream("blklogwrites-qemu-7.2.bin")) {
            Files.copy(golden, log);
        }
    }

    @Test
    void readsWhatQemuWroteBeyondTheSuperBlocksCount() throws IOException {
        assertThat(read(Files.size(log)))
                .containsExactly(
                        new WriteLog.Entry(0, 8, 0, 1024),
                        new WriteLog.Entry(16, 2, 0, 5632),
                        new WriteLog.Entry(0, 0, WriteLog.FLUSH, 7168),
                        new WriteLog.Entry(128, 1, 0, 7680),
                        new WriteLog.Entry(256, 8, 0, 8704));
    }

    @Test
    void leavesOutAnEntryThatWasNotWholeAtTheInstant() throws IOException {
        assertThat(read(7680)).hasSize(3);
        assertThat(read(8191)).hasSize(3);
        assertThat(read(8192)).hasSize(4);
        assertThat(read(0)).isEmpty();
    }

    @Test
    void acceptsAnEmptySuperBlockForNothingWasFlushedYet() throws IOException {
        overwrite(0, new byte[512]);
        assertThat(read(Files.size(log))).hasSize(5);
    }

    @Test
    void refusesAnotherFormat() throws IOException {
        overwrite(0, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> read(Files.size(log)))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.PROTOCOL));
    }

    @Test
    void refusesAHole() throws IOException {
        overwrite(512, new byte[512]);
        assertThatThrownBy(() -> read(Files.size(log))).hasMessageContaining("no entry of a write log at byte 512");
    }

    private List<WriteLog.Entry> read(long length) throws IOException {
        try (FileChannel channel = FileChannel.open(log)) {
            return WriteLog.read(channel, length);
        }
    }

    private void overwrite(long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
