// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of the Java virtual machine's program and of its archive of classes that are mapped and cannot have been written to: some 25 MiB
 * of them are mapped when a run has started, and a third of that is used from then on. Giving them back costs a fault for what is touched again,
 * which the kernel answers from its cache, sixteen pages at a time.
 *
 * <p>Only of files that stay mapped while the process lives: addresses are found once.
 */
public final class ProgramPages {
    private static final int MADV_DONTNEED = 4;
    private static final List<String> OF_THE_PROGRAM = List.of("/libjvm.so", "/libcrypto.so.3", "/lib/modules", ".aot");
    private static final String ANONYMOUS = "Anonymous: ";

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

    /**
     * What of {@code /proc/PID/smaps} may go: read-only to the process, and never written to before it became so (a library's relocations are).
     * By hand: a pattern for each of its thousands of lines has a cold JVM load and compile the pattern's classes first.
     */
    static List<Range> unwritten(String smaps) {
        List<Range> found = new ArrayList<>();
        Range candidate = null;
        for (int at = 0, end; at < smaps.length(); at = end + 1) {
            end = smaps.indexOf('\n', at);
            end = end < 0 ? smaps.length() : end;
            int dash = smaps.indexOf('-', at, end);
            int space = smaps.indexOf(' ', at, end);
            if (dash > 0 && dash < space) {
                candidate = candidate(smaps, at, dash, space, end);
            } else if (candidate != null && smaps.startsWith(ANONYMOUS, at)) {
                if (smaps.substring(at + ANONYMOUS.length(), end).strip().equals("0 kB")) {
                    found.add(candidate);
                }
                candidate = null;
            }
        }
        return found;
    }

    /** From a line "from-to rights offset device inode path". */
    private static Range candidate(String smaps, int at, int dash, int space, int end) {
        if (smaps.startsWith("w", space + 2)) {
            return null;
        }
        String line = smaps.substring(space, end);
        for (String name : OF_THE_PROGRAM) {
            if (line.endsWith(name)) {
                long from = Long.parseUnsignedLong(smaps, at, dash, 16);
                return new Range(from, Long.parseUnsignedLong(smaps, dash + 1, space, 16) - from);
            }
        }
        return null;
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
