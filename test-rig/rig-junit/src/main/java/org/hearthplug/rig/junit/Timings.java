// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.RigException;

/** How long each scenario and each boot took; written to {@code build/test-artifacts/timings.txt} when the run ends. */
final class Timings implements AutoCloseable {
    private final List<String> lines = new ArrayList<>();
    private final long began = System.nanoTime();

    synchronized void add(String what, long nanos, boolean ok) {
        lines.add(String.format(Locale.ROOT, "%8.1f s  %-6s %s", nanos / 1e9, ok ? "ok" : "FAILED", what));
    }

    @Override
    public synchronized void close() {
        lines.add(String.format(Locale.ROOT, "%8.1f s  all", (System.nanoTime() - began) / 1e9));
        try {
            Files.write(HearthTree.build("test-artifacts").resolve("timings.txt"), lines);
        } catch (IOException e) {
            throw RigException.io("writing timings.txt", e);
        }
        lines.forEach(System.out::println);
    }
}
