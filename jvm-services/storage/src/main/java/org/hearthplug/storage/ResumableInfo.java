// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The note beside a half upload: eight lines, the first names the format, the last is the path. Names hold no line ends. */
final class ResumableInfo {
    private static final String FORMAT = "hearth-resumable 1";
    private static final int MAX_BYTES = 64 * 1024;
    private static final int LINES = 8;

    private ResumableInfo() {}

    /** Replaces the note in one step; durable when this returns. {@code again}: on this disk what was renamed must be synced once more. */
    static void write(Path folder, Resumable upload, boolean again) throws IOException {
        String text = String.join(
                "\n",
                FORMAT,
                upload.account(),
                String.valueOf(upload.replace()),
                Long.toString(upload.length()),
                Long.toString(upload.offset()),
                upload.modified().toString(),
                upload.expires().toString(),
                upload.path() + "\n");
        Path beside = folder.resolve(upload.id() + ".new");
        try (FileChannel out = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                beside,
                place(folder, upload.id()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        if (again) {
            try (FileChannel renamed = FileChannel.open(place(folder, upload.id()), Set.of(StandardOpenOption.READ))) {
                renamed.force(true);
            }
        }
        try (Folder open = Folder.open(folder)) {
            open.sync();
        }
    }

    /** Reads a note; empty when there is none, or it is damaged. */
    static Optional<Resumable> read(Path folder, String id) throws IOException {
        Path note = place(folder, id);
        try {
            if (Files.size(note) > MAX_BYTES) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(note);
            if (lines.size() != LINES
                    || !lines.get(0).equals(FORMAT)
                    || !lines.get(7).startsWith("/")) {
                return Optional.empty();
            }
            Resumable read = new Resumable(
                    id,
                    lines.get(1),
                    FilePath.of(List.of(lines.get(7).substring(1).split("/", -1))),
                    Boolean.parseBoolean(lines.get(2)),
                    Long.parseLong(lines.get(3)),
                    Long.parseLong(lines.get(4)),
                    Instant.parse(lines.get(5)),
                    Instant.parse(lines.get(6)));
            boolean sound = read.offset() >= 0
                    && read.offset() <= read.length()
                    && Files.size(folder.resolve(id)) >= read.offset();
            return sound ? Optional.of(read) : Optional.empty();
        } catch (NoSuchFileException | DateTimeException | NumberFormatException | StorageException e) {
            return Optional.empty();
        }
    }

    static void delete(Path folder, String id) throws IOException {
        Files.deleteIfExists(folder.resolve(id + ".new"));
        Files.deleteIfExists(place(folder, id));
    }

    private static Path place(Path folder, String id) {
        return folder.resolve(id + ".info");
    }
}
