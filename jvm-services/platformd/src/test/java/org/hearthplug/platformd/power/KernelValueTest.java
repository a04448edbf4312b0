// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that stay open and are read anew. */
class KernelValueTest {
    @TempDir
    Path root;

    @Test
    void aValueIsReadAnewEachTimeAndWrittenWhole() throws Exception {
        Path path = Files.writeString(root.resolve("cpu.max"), "max 100000\n");
        try (KernelValue quota = KernelValue.writing(path)) {
            assertThat(quota.read()).isTrue();
            assertThat(quota.begins(KernelValue.word("max"))).isTrue();
            assertThat(quota.write(25_000, 100_000)).isTrue();
            assertThat(Files.readString(path)).isEqualTo("25000 100000\n");
            assertThat(quota.number()).isEqualTo(25_000);
            Files.writeString(path, "usage_usec 5\nnr_throttled 7\n");
            assertThat(quota.read()).isTrue();
            assertThat(quota.after(KernelValue.word("nr_throttled"))).isEqualTo(7);
            assertThat(quota.after(KernelValue.word("nr_bursts"))).isEqualTo(KernelValue.NONE);
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
