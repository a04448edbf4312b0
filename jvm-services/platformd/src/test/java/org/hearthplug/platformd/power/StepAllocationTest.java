// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading the kernel's files ten times a second allocates nothing: the collector has no work from it. */
class StepAllocationTest {
    @TempDir
    Path root;

    @Test
    void readingAndWritingAllocateNothing() throws Exception {
        Path stat = Files.writeString(root.resolve("cpu.stat"), "usage_usec 123456\nuser_usec 1\nnr_throttled 7\n");
        Path max = Files.writeString(root.resolve("cpu.max"), "max 100000\n");
        byte[] word = KernelValue.word("nr_throttled");
        try (KernelValue usage = KernelValue.reading(stat);
                KernelValue quota = KernelValue.writing(max)) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            long sum = 0;
            for (int round = 0; round < 5; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2000; i++) {
                    sum += usage.read() ? usage.after(word) : 0;
                    quota.write(25_000 + i, 100_000);
                    sum += quota.read() ? quota.field(1) : 0;
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(sum).isEqualTo(5L * 2000 * (7 + 100_000));
            // The least of several rounds: in one of them the compiler may have been at work.
            assertThat(least).isLessThan(2000);
        }
    }

    @Test
    void aFileThatIsNotThereReadsAsNone() {
        try (KernelValue none = KernelValue.reading(root.resolve("none"))) {
            assertThat(none.there()).isFalse();
            assertThat(none.number()).isEqualTo(KernelValue.NONE);
            assertThat(none.write(1, 2)).isFalse();
        }
    }

    @Test
    void fieldsAndRanges() throws Exception {
        Path path = Files.writeString(root.resolve("x"), "cpu  10 20 -3\n");
        try (KernelValue value = KernelValue.reading(path)) {
            assertThat(value.read()).isTrue();
            assertThat(value.field(1)).isEqualTo(10);
            assertThat(value.field(3)).isEqualTo(-3);
            assertThat(value.field(4)).isEqualTo(KernelValue.NONE);
        }
        Files.writeString(path, "0,2-3\n");
        try (KernelValue value = KernelValue.reading(path)) {
            assertThat(value.read()).isTrue();
            assertThat(value.rangeEnd()).isEqualTo(3);
        }
    }
}
