// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;

/**
 * The last {@value #MAX} minutes of energy, in memory and as lines with a checksum in {@code energy-journal} and the file before it,
 * {@code energy-journal.1}. Lines are appended by a thread of their own and not synced: a process that ends loses nothing, a power cut what
 * the kernel had not written (half a minute), and a torn line is passed over. Whoever keeps energy for good fetches it from here.
 */
final class EnergyJournal implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EnergyJournal.class.getName());

    /** A day. */
    static final int MAX = 1440;

    static final String FILE = "energy-journal";
    private static final int MAX_BYTES = MAX * 512;
    private static final int FIELDS = 18;

    private final Path file;
    private final Path former;
    private final Deque<EnergyMinute> minutes = new ArrayDeque<>();
    private final List<String> unwritten = new ArrayList<>();
    private final Object writing = new Object();
    private int lines;

    EnergyJournal(Path directory) {
        file = directory.resolve(FILE);
        former = directory.resolve(FILE + ".1");
        read(former);
        lines = read(file);
    }

    private int read(Path from) {
        try {
            if (!Files.exists(from) || Files.size(from) > MAX_BYTES) {
                return 0;
            }
            List<String> all = new String(Files.readAllBytes(from), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            for (String line : all) {
                EnergyMinute minute = parse(line);
                if (minute != null) {
                    remember(minute);
                }
            }
            return all.size();
        } catch (IOException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "The journal of energy cannot be read; what is not fetched yet is lost.",
                    unreadable);
            return 0;
        }
    }

    private void remember(EnergyMinute minute) {
        minutes.addLast(minute);
        if (minutes.size() > MAX) {
            minutes.removeFirst();
        }
    }

    /** Number of the next minute. */
    synchronized long next() {
        return minutes.isEmpty() ? 1 : minutes.getLast().sequence() + 1;
    }

    /** Adds a minute; returns at once. */
    synchronized void add(EnergyMinute minute) {
        remember(minute);
        synchronized (unwritten) {
            unwritten.add(format(minute));
        }
        Thread.ofVirtual().name("energy-journal").start(this::write);
    }

    /** Minutes after the one that is named, at most so many; all that there are when it is not known any more. */
    synchronized List<EnergyMinute> after(String run, long sequence, int limit) {
        List<EnergyMinute> all = List.copyOf(minutes);
        int from = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).sequence() == sequence && all.get(i).run().equals(run)) {
                from = i + 1;
                break;
            }
        }
        return all.subList(from, Math.min(all.size(), from + limit));
    }

    /** The newest, or null. */
    synchronized EnergyMinute newest() {
        return minutes.peekLast();
    }

    private void write() {
        synchronized (writing) {
            List<String> now;
            synchronized (unwritten) {
                now = List.copyOf(unwritten);
                unwritten.clear();
            }
            if (now.isEmpty()) {
                return;
            }
            try {
                if (lines >= 2 * MAX) {
                    Files.move(file, former, StandardCopyOption.ATOMIC_MOVE);
                    lines = 0;
                }
                // A line that a power cut tore has no end: the next one begins on a line of its own.
                String text = "\n" + String.join("\n", now) + "\n";
                Files.write(
                        file,
                        text.getBytes(StandardCharsets.US_ASCII),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                lines += now.size() + 1;
            } catch (IOException full) {
                LOG.log(Level.WARNING, "Energy cannot be written down; it is kept in memory.", full);
            }
        }
    }

    private static String format(EnergyMinute m) {
        StringBuilder line = new StringBuilder("m1 ");
        line.append(m.run()).append(' ').append(m.sequence()).append(' ').append(m.boot());
        long[] numbers = {
            m.uptimeMillis(),
            m.wallMillis(),
            m.millis(),
            m.measured(),
            m.modelled(),
            m.used().get(0),
            m.used().get(1),
            m.used().get(2),
            m.used().get(3),
            m.used().get(4),
            m.peakMilliwatts(),
            m.limitMilliwatts(),
            m.wishMilliwatts(),
            m.dieMilliCelsius() == null ? Integer.MIN_VALUE : m.dieMilliCelsius()
        };
        for (long number : numbers) {
            line.append(' ').append(number);
        }
        return line + " " + Long.toHexString(sum(line.toString()));
    }

    private static long sum(String line) {
        CRC32 crc = new CRC32();
        crc.update(line.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    /** Null for what is no whole line of this kind. */
    private static EnergyMinute parse(String line) {
        int last = line.lastIndexOf(' ');
        if (last < 0 || !line.substring(last + 1).equals(Long.toHexString(sum(line.substring(0, last))))) {
            return null;
        }
        String[] words = line.substring(0, last).split(" ");
        if (words.length != FIELDS || !words[0].equals("m1")) {
            return null;
        }
        long[] n = new long[FIELDS];
        for (int i = 4; i < FIELDS; i++) {
            n[i] = Long.parseLong(words[i]);
        }
        // A day of lines has few runs and boots.
        return new EnergyMinute(
                words[1].intern(),
                Long.parseLong(words[2]),
                words[3].intern(),
                n[4],
                n[5],
                (int) n[6],
                n[7],
                n[8],
                List.of(n[9], n[10], n[11], n[12], n[13]),
                (int) n[14],
                (int) n[15],
                (int) n[16],
                n[17] == Integer.MIN_VALUE ? null : Integer.valueOf((int) n[17]));
    }

    @Override
    public void close() {
        write();
    }
}
