// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The pages of the Java virtual machine's program and of its archive of classes that are mapped and cannot have been written to: some 25 MiB
 * of them are mapped when a run has started, and a third of that is used from then on. Giving them back costs a fault for what is touched again,
 * which the kernel answers from its cache, sixteen pages at a time.
 *
 * <p>Only of files that stay mapped while the process lives: addresses are found once.
 */
public final class ProgramPages {
    private static final int MADV_DONTNEED = 4;
    private static final Pattern OF_THE_PROGRAM =
            Pattern.compile("(/libjvm\\.so|/libcrypto\\.so\\.3|/lib/modules|\\.aot)$");

    private final List<Range> ranges;

    private ProgramPages(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** A mapping. */
    record Range(long address, long bytes) {}

    /** Looks once; where the kernel does not tell there are none. */
    public static ProgramPages ofThisProcess() {
        try {
            return new ProgramPages(
                    unwritten(Files.readString(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1)));
        } catch (IOException untold) {
            return none();
        }
    }

    /** Gives nothing back. */
    public static ProgramPages none() {
        return new ProgramPages(List.of());
    }

    /** What of {@code /proc/PID/smaps} may go: read-only to the process, and never written to before it became so (a library's relocations are). */
    static List<Range> unwritten(String smaps) {
        List<Range> found = new ArrayList<>();
        Range candidate = null;
        for (String line : smaps.split("\n")) {
            String[] words = line.split(" +", 6);
            if (words[0].indexOf('-') > 0) {
                candidate = candidate(words);
            } else if (candidate != null && words[0].equals("Anonymous:") && words[1].equals("0")) {
                found.add(candidate);
            }
        }
        return found;
    }

    private static Range candidate(String[] words) {
        if (words.length < 6
                || words[1].charAt(1) == 'w'
                || !OF_THE_PROGRAM.matcher(words[5]).find()) {
            return null;
        }
        int dash = words[0].indexOf('-');
        long from = Long.parseUnsignedLong(words[0], 0, dash, 16);
        return new Range(from, Long.parseUnsignedLong(words[0], dash + 1, words[0].length(), 16) - from);
    }

    /** Unmaps them; who touches one gets it again. Does not block. */
    public void giveBack() {
        if (ranges.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            var errno = arena.allocate(PosixCalls.CAPTURE);
            for (Range one : ranges) {
                // A kernel that refuses keeps them mapped, and nothing is lost.
                PosixCalls.call(PosixCalls.MADVISE, errno, one.address(), one.bytes(), MADV_DONTNEED, 0, 0);
            }
        }
    }
}
