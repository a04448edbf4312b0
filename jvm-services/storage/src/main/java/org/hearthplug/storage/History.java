// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What came to be called otherwise, in order: a journal of lines that only grows, and forgets its older half when it has grown too long.
 * Its format is described in package-info. What a power cut tore is skipped. Safe for many threads.
 */
final class History {
    /** Where names are that no path leads to: former contents, the bin, another space. */
    static final String FORMER = "#v/";

    static final String BIN = "#bin/";
    static final String ELSEWHERE = "#out";
    private static final String GONE = "#gone";
    private static final String HEAD = "hearth-history 1 ";

    private final Path file;
    private final int maxBytes;
    private boolean wholeLines;

    /** What was at {@code from} came to be at {@code to}. */
    record Change(Instant at, String from, String to) {}

    /** All changes since a moment, in order. */
    record Log(Instant begin, List<Change> changes) {}

    History(Path folder, int maxBytes) {
        this.file = folder.resolve("journal");
        this.maxBytes = maxBytes;
    }

    /** Appends; durable when this returns only if asked for. */
    synchronized void add(boolean durable, Change change) throws IOException {
        if (!Files.exists(file)) {
            write(Instant.EPOCH, List.of());
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = out.size();
            String line = line(change);
            if (!wholeLines) {
                line = endsALine(out) ? line : "\n" + line;
                wholeLines = true;
            }
            put(out, line, end);
            if (durable) {
                out.force(true);
            }
            if (end < maxBytes) {
                return;
            }
        }
        forgetOlderHalf();
    }

    /** Notes that a former content was given up for want of room: the past before its end is no longer whole. */
    void gaveUp(String id, Instant until) throws IOException {
        add(false, new Change(until, GONE, FORMER + id));
    }

    synchronized Log read() throws IOException {
        List<Change> changes = new ArrayList<>();
        Instant begin = Instant.MIN;
        if (!Files.exists(file)) {
            return new Log(begin, changes);
        }
        for (String line : text().split("\n")) {
            if (line.startsWith(HEAD)) {
                begin = later(begin, time(line.substring(HEAD.length())));
                continue;
            }
            Change change = parse(line);
            if (change != null && change.from().equals(GONE)) {
                begin = later(begin, change.at());
            } else if (change != null) {
                changes.add(change);
            }
        }
        return new Log(begin, changes);
    }

    /** Not {@code readString}: bytes that a power cut left may be no text at all, and only their lines are lost. */
    private String text() throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static Instant later(Instant a, Instant b) {
        return b != null && b.isAfter(a) ? b : a;
    }

    private void forgetOlderHalf() throws IOException {
        Log log = read();
        List<Change> kept =
                log.changes().subList(log.changes().size() / 2, log.changes().size());
        write(kept.isEmpty() ? log.begin() : later(log.begin(), kept.getFirst().at()), kept);
    }

    private void write(Instant begin, List<Change> changes) throws IOException {
        StringBuilder text =
                new StringBuilder(HEAD).append(begin.toEpochMilli()).append('\n');
        changes.forEach(change -> text.append(line(change)));
        Path fresh = file.resolveSibling("journal.new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            put(out, text.toString(), 0);
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (Folder folder = Folder.open(file.getParent())) {
            folder.sync();
        }
        wholeLines = true;
    }

    private static void put(FileChannel out, String text, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        long at = position;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }

    private static boolean endsALine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() == 0 || file.read(last, file.size() - 1) == 1 && last.get(0) == '\n';
    }

    private static String line(Change change) {
        return change.at().toEpochMilli() + "\t" + change.from() + "\t" + change.to() + "\n";
    }

    private static Change parse(String line) {
        String[] parts = line.split("\t", -1);
        Instant at = parts.length == 3 ? time(parts[0]) : null;
        return at == null || parts[1].isEmpty() || parts[2].isEmpty() ? null : new Change(at, parts[1], parts[2]);
    }

    private static Instant time(String millis) {
        return millis.matches("\\d{1,15}") ? Instant.ofEpochMilli(Long.parseLong(millis)) : null;
    }
}
