// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.backup.posix.ProgramPages.Range;
import org.junit.jupiter.api.Test;

class ProgramPagesTest {
    private static String mapping(String range, String rights, String path, int anonymous) {
        return range + " " + rights + " 00000000 fe:00 260131                     " + path
                + "\nSize:                  8 kB\nRss:                   8 kB\nAnonymous:             " + anonymous
                + " kB\nVmFlags: rd mr mw me\n";
    }

    @Test
    void onlyWhatNobodyCanHaveWrittenGoes() {
        assertThat(ProgramPages.unwritten(mapping("7f00001000-7f00003000", "r-xp", "/jre/lib/server/libjvm.so", 0)
                        // Relocated by the loader, and made read-only since.
                        + mapping("7f00003000-7f00004000", "r--p", "/jre/lib/server/libjvm.so", 4)
                        + mapping("7f00004000-7f00005000", "rw-p", "/opt/aot/backupd.aot", 0)
                        + mapping("ffffffff00005000-ffffffff00007000", "r--p", "/opt/aot/backupd.aot", 0)
                        + mapping("7f00007000-7f00008000", "r--s", "/jre/lib/modules", 0)
                        // May be unmapped, and another thing be there then.
                        + mapping("7f00008000-7f00009000", "r-xp", "/tmp/libzstd.so", 0)
                        + mapping("7f00009000-7f0000a000", "r-xp", "/usr/lib/libcrypto.so.3 (deleted)", 0)
                        + "7f0000a000-7f0000b000 r--p 00000000 00:00 0\nAnonymous:             0 kB\n"))
                .containsExactly(
                        new Range(0x7f00001000L, 0x2000),
                        new Range(0xffffffff00005000L, 0x2000),
                        new Range(0x7f00007000L, 0x1000));
        assertThat(ProgramPages.unwritten("")).isEmpty();
    }

    @Test
    void thisProcessGivesPagesBackAndGoesOn() throws Exception {
        List<Range> ranges = ProgramPages.unwritten(smaps());
        assertThat(ranges).isNotEmpty();
        long before = resident(ranges);
        ProgramPages.ofThisProcess().giveBack();
        assertThat(resident(ranges)).isLessThan(before);
        System.gc();
    }

    private static String smaps() throws Exception {
        return Files.readString(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1);
    }

    /** In KiB, of mappings that begin where the ranges do. */
    private static long resident(List<Range> ranges) throws Exception {
        long sum = 0;
        boolean one = false;
        for (String line : smaps().split("\n")) {
            String[] words = line.split(" +");
            if (words[0].indexOf('-') > 0) {
                long from = Long.parseUnsignedLong(words[0].substring(0, words[0].indexOf('-')), 16);
                one = ranges.stream().anyMatch(range -> range.address() == from);
            } else if (one && words[0].equals("Rss:")) {
                sum += Long.parseLong(words[1]);
            }
        }
        return sum;
    }
}
