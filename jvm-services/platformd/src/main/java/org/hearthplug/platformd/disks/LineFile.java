// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A few lines of text that are remembered, in a file of root's (0600) that is written whole, synced and renamed, its folder synced too. The
 * oldest go when there are more than {@value #MAX_LINES}. For any number of threads.
 */
final class LineFile {
    static final int MAX_LINES = 32;
    private static final Logger LOG = Logger.getLogger(LineFile.class.getName());
    private static final int MAX_BYTES = 64 * 1024;

    private final Path file;
    private Set<String> lines;

    LineFile(Path file) {
        this.file = file;
    }

    synchronized boolean contains(String line) {
        return read().contains(line);
    }

    synchronized boolean isEmpty() {
        return read().isEmpty();
    }

    /** Remembers a line. False when it could not be written; then it is not remembered. */
    synchronized boolean add(String line) {
        List<String> all = new ArrayList<>(read());
        if (all.contains(line)) {
            return true;
        }
        all.add(line);
        return write(all.subList(Math.max(0, all.size() - MAX_LINES), all.size()));
    }

    /** Keeps the lines that are wanted. False when it could not be written; then all are kept. */
    synchronized boolean keep(Predicate<String> wanted) {
        List<String> kept = read().stream().filter(wanted).toList();
        return kept.size() == read().size() || write(kept);
    }

    synchronized boolean remove(String line) {
        return keep(one -> !one.equals(line));
    }

    private Set<String> read() {
        if (lines == null) {
            lines = new LinkedHashSet<>();
            try {
                if (Files.exists(file) && Files.size(file) <= MAX_BYTES) {
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .limit(MAX_LINES)
                            .forEach(lines::add);
                }
            } catch (IOException unreadable) {
                LOG.log(Level.WARNING, "What was remembered of disks cannot be read.", unreadable);
            }
        }
        return lines;
    }

    private boolean write(List<String> all) {
        try {
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(beside);
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            byte[] bytes =
                    all.stream().reduce("", (text, line) -> text + line + "\n").getBytes(StandardCharsets.UTF_8);
            try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(bytes));
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
            lines = new LinkedHashSet<>(all);
            return true;
        } catch (IOException full) {
            LOG.log(Level.WARNING, "What is to be remembered of disks cannot be written.", full);
            return false;
        }
    }
}
