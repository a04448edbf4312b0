// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the power manager remembers, as {@code key=value} lines in two files of {@code /data/hearth/platform}: {@code power-budget} (what
 * the owner wants; synced when it changes) and {@code power-learned} (coefficients and energy; may be ten minutes old), and the journal
 * {@code power-journal}, one change a line, tab-separated. Each is written whole beside and renamed. Guarded by the manager's lock.
 */
final class PowerStore {
    static final int MAX_JOURNAL = 200;
    private static final int MAX_BYTES = 64 * 1024;

    private final Path directory;
    private List<String> journal;

    PowerStore(Path directory) {
        this.directory = directory;
    }

    /** The lines of a file; empty when it is not there or is damaged beyond its size. */
    Map<String, String> read(String name) {
        Map<String, String> found = new TreeMap<>();
        for (String line : lines(name)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return found;
    }

    private List<String> lines(String name) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file) || Files.size(file) > MAX_BYTES) {
                return List.of();
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Writes a file whole; with {@code sync} it survives a power cut from now on. */
    void write(String name, Map<String, String> values, boolean sync) throws IOException {
        List<String> lines = new ArrayList<>();
        values.forEach((key, value) -> lines.add(key + "=" + value));
        write(name, lines, sync);
    }

    private void write(String name, List<String> lines, boolean sync) throws IOException {
        Path part = directory.resolve(name + ".part");
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel file = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            file.write(ByteBuffer.wrap(bytes));
            if (sync) {
                file.force(true);
            }
        }
        Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        if (sync) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** The last day's energy by the minute, read from the disk. */
    EnergyJournal energy() {
        return new EnergyJournal(directory);
    }

    /** The journal's lines, oldest first: time, who and what with tabs between. */
    List<String> journal() {
        if (journal == null) {
            journal = lines("power-journal");
        }
        return journal;
    }

    /** Adds a line; the oldest go when there are more than {@value #MAX_JOURNAL}. */
    void note(String at, String by, String what) throws IOException {
        List<String> all = new ArrayList<>(journal());
        all.add(at + "\t" + by + "\t" + what);
        List<String> kept = List.copyOf(all.subList(Math.max(0, all.size() - MAX_JOURNAL), all.size()));
        write("power-journal", kept, true);
        journal = kept;
    }
}
