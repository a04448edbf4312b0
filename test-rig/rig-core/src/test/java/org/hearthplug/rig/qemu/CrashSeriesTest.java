// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over logs in the real format: each crash of a series must be what a cut from nothing leaves. */
class CrashSeriesTest {
    private static final int SECTORS = 256;

    @TempDir
    private Path directory;

    private Path log;
    private PowerCutDisk disk;

    @BeforeEach
    void emptyLogAndDisk() throws IOException {
        Path dots = directory.resolve("at-power-on");
        byte[] content = new byte[SECTORS * 512];
        Arrays.fill(content, 0, content.length / 2, (byte) '.');
        Files.write(dots, content);
        Files.copy(dots, directory.resolve("data.img"));
        log = Files.write(directory.resolve("data-writes.log"), new byte[512]);
        disk = new PowerCutDisk(directory);
    }

    @Test
    void eachCrashIsWhatACutFromNothingLeaves() throws Exception {
        for (long seed = 1; seed <= 8; seed++) {
            emptyAgain();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 60; i++) {
                draw(random);
            }
            List<Seen> seen = lookBack(512, 15, seed);
            assertThat(seen).hasSize(15);
            for (Seen crash : seen) {
                Outcome alone =
                        fromNothing(crash.count(), crash.crash().report().seed());
                assertThat(crash.crash().report()).isEqualTo(alone.report());
                assertThat(crash.disk()).as("%s", crash.crash()).isEqualTo(alone.disk());
            }
        }
    }

    @Test
    void theSeriesHasTornWritesLostOnesAndWholeOnes() throws Exception {
        for (int i = 0; i < 40; i++) {
            write(i * 4, 4, 'a' + i % 26, 0);
            if (i % 8 == 7) {
                flush();
            }
        }
        List<CutReport> reports =
                lookBack(512, 80, 7).stream().map(seen -> seen.crash().report()).toList();
        assertThat(reports).anyMatch(report -> report.tornWrites() > 0);
        assertThat(reports).anyMatch(report -> report.volatileWrites() > report.keptWrites() + report.tornWrites());
        assertThat(reports)
                .anyMatch(report -> report.volatileWrites() > 0 && report.keptWrites() == report.volatileWrites());
        assertThat(reports).anyMatch(report -> report.volatileWrites() == 0);
    }

    @Test
    void whatAFlushCoversIsThereFromItsOwnMomentOn() throws Exception {
        write(0, 1, 'a', 0);
        long written = moment();
        flush();
        long flushed = moment();
        write(0, 1, 'b', 0);
        boolean lostBefore = false;
        for (Seen seen : lookBack(512, 60, 3)) {
            char found = (char) seen.disk()[0];
            if (seen.crash().isAfter(flushed)) {
                assertThat(found).isIn('a', 'b');
            } else if (seen.crash().isAfter(written)) {
                lostBefore |= found == '.';
                assertThat(found).isIn('a', '.');
            } else {
                assertThat(found).isEqualTo('.');
            }
        }
        assertThat(lostBefore).as("written, and lost for want of a flush").isTrue();
    }

    @Test
    void aForcedWriteIsThereFromItsOwnMomentOn() throws Exception {
        write(3, 1, 'x', 0);
        write(1, 1, 'f', WriteLog.FUA);
        long forced = moment();
        write(2, 1, 'y', 0);
        List<Seen> seen = lookBack(512, 40, 5);
        assertThat(seen).anyMatch(crash -> crash.crash().isAfter(forced));
        assertThat(seen).anyMatch(crash -> !crash.crash().isAfter(forced));
        for (Seen crash : seen) {
            assertThat((char) crash.disk()[512]).isEqualTo(crash.crash().isAfter(forced) ? 'f' : '.');
        }
    }

    @Test
    void aDiscardKeepsWhatWasThereAndIsAMomentOfItsOwn() throws Exception {
        write(0, 2, 'a', 0);
        flush();
        long before = moment();
        append(0, 2, WriteLog.DISCARD, new byte[0]);
        long discarded = moment();
        flush();
        List<Seen> seen = lookBack(before, 20, 9);
        assertThat(seen).anyMatch(crash -> crash.crash().isAfter(discarded));
        assertThat(seen).anyMatch(crash -> !crash.crash().isAfter(discarded));
        for (Seen crash : seen) {
            assertThat((char) crash.disk()[0]).isEqualTo('a');
            assertThat(crash.crash().report().volatileWrites()).isZero();
        }
    }

    @Test
    void instantsComeInOrderBetweenTheMomentsAndTheSameSeedDrawsTheSame() throws Exception {
        for (int i = 0; i < 50; i++) {
            write(i, 1, 'a', 0);
        }
        long half = moment();
        for (int i = 50; i < 100; i++) {
            write(i, 1, 'b', 0);
        }
        List<Seen> seen = lookBack(half, 20, 11);
        assertThat(seen).allMatch(crash -> crash.crash().isAfter(half));
        assertThat(seen).extracting(Seen::count).isSorted().allMatch(count -> count >= 50 && count <= 100);
        List<Seen> again = lookBack(half, 20, 11);
        assertThat(again)
                .extracting(Seen::crash)
                .isEqualTo(seen.stream().map(Seen::crash).toList());
        assertThat(lookBack(half, 20, 12))
                .extracting(Seen::count)
                .isNotEqualTo(seen.stream().map(Seen::count).toList());
    }

    @Test
    void theDiskIsSettledAfterALookBackAsWithoutOne() throws Exception {
        SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 60; i++) {
            draw(random);
        }
        lookBack(512, 10, 1);
        CutReport report = disk.settleCut(moment(), moment(), 4);
        Outcome alone = fromNothing(60, report.seed());
        assertThat(Files.readAllBytes(directory.resolve("data.img"))).isEqualTo(alone.disk());
        assertThat(report).isEqualTo(alone.report());
    }

    @Test
    void noImageIsLeftAlsoWhenALookFails() throws IOException {
        write(0, 1, 'a', 0);
        assertThatThrownBy(() -> disk.lookBack(512, moment(), 3, 1, crash -> {
                    assertThat(crash.image()).exists();
                    throw new IOException("seen enough");
                }))
                .hasMessage("seen enough");
        assertThat(directory.resolve("data-crash.img")).doesNotExist();
    }

    @Test
    void doesNotGoBack() throws IOException {
        write(0, 1, 'a', 0);
        flush();
        try (FileChannel channel = FileChannel.open(log)) {
            CrashSeries series =
                    new CrashSeries(channel, WriteLog.read(channel, channel.size()), directory.resolve("data.img"));
            series.after(2, 1, directory.resolve("crash"));
            assertThatThrownBy(() -> series.after(1, 1, directory.resolve("crash")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private record Seen(Crash crash, byte[] disk, int count) {}

    private List<Seen> lookBack(long earliest, int count, long seed) throws Exception {
        Files.copy(
                directory.resolve("at-power-on"), directory.resolve("data.img"), StandardCopyOption.REPLACE_EXISTING);
        List<WriteLog.Entry> entries = entries();
        List<Seen> seen = new ArrayList<>();
        disk.lookBack(earliest, moment(), count, seed, crash -> {
            int whole = (int) entries.stream()
                    .filter(entry -> entry.end() <= crash.until())
                    .count();
            seen.add(new Seen(crash, Files.readAllBytes(crash.image()), whole));
        });
        return seen;
    }

    private record Outcome(CutReport report, byte[] disk) {}

    private Outcome fromNothing(int count, long seed) throws IOException {
        Path image = directory.resolve("from-nothing");
        Files.copy(directory.resolve("at-power-on"), image, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log);
                FileChannel copy = FileChannel.open(image, StandardOpenOption.WRITE)) {
            CutReport report = new CrashReplay(channel, copy).cut(entries().subList(0, count), seed);
            return new Outcome(report, Files.readAllBytes(image));
        }
    }

    private void emptyAgain() throws IOException {
        Files.write(log, new byte[512]);
    }

    private List<WriteLog.Entry> entries() throws IOException {
        try (FileChannel channel = FileChannel.open(log)) {
            return WriteLog.read(channel, channel.size());
        }
    }

    private long moment() throws IOException {
        return Files.size(log);
    }

    private void draw(SplittableRandom random) throws IOException {
        int kind = random.nextInt(10);
        long sector = random.nextInt(SECTORS - 16);
        int sectors = random.nextInt(1, 16);
        if (kind == 0) {
            flush();
        } else if (kind == 1) {
            append(sector, sectors, WriteLog.DISCARD, new byte[0]);
        } else {
            write(sector, sectors, random.nextInt(256), kind == 2 ? WriteLog.FUA : 0);
        }
    }

    private void write(long sector, int sectors, int letter, long flags) throws IOException {
        byte[] data = new byte[sectors * 512];
        Arrays.fill(data, (byte) letter);
        append(sector, sectors, flags, data);
    }

    private void flush() throws IOException {
        append(0, 0, WriteLog.FLUSH, new byte[0]);
    }

    private void append(long sector, long sectors, long flags, byte[] data) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(0, sector).putLong(8, sectors).putLong(16, flags).putLong(24, 0);
        Files.write(log, header.array(), StandardOpenOption.APPEND);
        Files.write(log, data, StandardOpenOption.APPEND);
    }
}
