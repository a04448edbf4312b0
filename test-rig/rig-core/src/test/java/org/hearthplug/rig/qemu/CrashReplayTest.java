// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.rig.CutReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReplayTest {
    private static final int DISK = 64 * 512;

    @TempDir
    private Path directory;

    private final List<WriteLog.Entry> entries = new ArrayList<>();
    private FileChannel log;

    @BeforeEach
    void emptyLog() throws IOException {
        log = FileChannel.open(
                directory.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Test
    void keepsAllThatAFlushCoversWhateverTheSeed() throws IOException {
        write(0, 4, 'a', 0);
        write(2, 1, 'b', 0);
        flush();
        write(0, 4, 'c', 0);
        for (long seed = 0; seed < 200; seed++) {
            byte[] disk = cut(seed).disk();
            assertThat(disk[4 * 512]).isEqualTo((byte) '.');
            for (int sector = 0; sector < 4; sector++) {
                assertThat((char) disk[sector * 512]).isIn(sector == 2 ? 'b' : 'a', 'c');
            }
        }
    }

    @Test
    void losesKeepsAndTearsWhatNoFlushCovers() throws IOException {
        for (int i = 0; i < 8; i++) {
            write(i * 8, 8, 'a' + i, 0);
        }
        boolean nothing = false;
        boolean everything = false;
        boolean some = false;
        boolean torn = false;
        for (long seed = 0; seed < 200; seed++) {
            CutReport report = cut(seed).report();
            assertThat(report.volatileWrites()).isEqualTo(8);
            assertThat(report.durableWrites()).isZero();
            nothing |= report.keptWrites() + report.tornWrites() == 0;
            everything |= report.keptWrites() == 8;
            some |= report.keptWrites() > 0 && report.keptWrites() < 8;
            torn |= report.tornWrites() > 0;
        }
        assertThat(List.of(nothing, everything, some, torn)).containsOnly(true);
    }

    @Test
    void sectorsAreTheGrainOfATornWrite() throws IOException {
        write(0, 64, 'x', 0);
        for (long seed = 0; seed < 50; seed++) {
            byte[] disk = cut(seed).disk();
            for (int sector = 0; sector < 64; sector++) {
                byte[] content = Arrays.copyOfRange(disk, sector * 512, sector * 512 + 512);
                assertThat(content).containsOnly(content[0]);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameDisk() throws IOException {
        for (int i = 0; i < 8; i++) {
            write(i * 8, 8, 'a' + i, 0);
        }
        assertThat(cut(42).disk()).isEqualTo(cut(42).disk());
        assertThat(cut(42).report()).isEqualTo(cut(42).report());
    }

    @Test
    void aForcedWriteIsNeverLost() throws IOException {
        write(1, 1, 'f', WriteLog.FUA);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(cut(seed).disk()[512]).isEqualTo((byte) 'f');
        }
    }

    @Test
    void everythingMeansEverything() throws IOException {
        write(0, 2, 'a', 0);
        flush();
        write(1, 2, 'b', 0);
        byte[] disk = replayed((replay, channel) -> {
                    replay.everything(entries);
                    return CutReport.plain();
                })
                .disk();
        assertThat(new String(new byte[] {disk[0], disk[512], disk[1024], disk[1536]}))
                .isEqualTo("abb.");
    }

    private record Outcome(CutReport report, byte[] disk) {}

    private interface Replaying {
        CutReport on(CrashReplay replay, FileChannel disk) throws IOException;
    }

    private Outcome cut(long seed) throws IOException {
        return replayed((replay, disk) -> replay.cut(entries, seed));
    }

    private Outcome replayed(Replaying replaying) throws IOException {
        Path image = directory.resolve("disk");
        byte[] dots = new byte[DISK];
        Arrays.fill(dots, (byte) '.');
        Files.write(image, dots);
        try (FileChannel disk = FileChannel.open(image, StandardOpenOption.WRITE)) {
            CutReport report = replaying.on(new CrashReplay(log, disk), disk);
            return new Outcome(report, Files.readAllBytes(image));
        }
    }

    private void write(long sector, int sectors, int letter, long flags) throws IOException {
        byte[] data = new byte[sectors * 512];
        Arrays.fill(data, (byte) letter);
        entries.add(new WriteLog.Entry(sector, sectors, flags, log.size()));
        log.write(ByteBuffer.wrap(data), log.size());
    }

    private void flush() throws IOException {
        entries.add(new WriteLog.Entry(0, 0, WriteLog.FLUSH, log.size()));
    }
}
