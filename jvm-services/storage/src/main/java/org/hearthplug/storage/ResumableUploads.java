// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hearthplug.storage.StorageException.Kind;

/**
 * Files that come in pieces, over days if need be, in {@code .hearth/resumable/} of the disk where they are to be: {@code <id>} holds the bytes, {@code <id>.info} what
 * they will be and how many of them are safe. An offset is told only when the bytes before it are synced and noted, so a power cut takes
 * back nothing that was acknowledged. Bounded: {@value #MAX_EACH} for each account, forgotten three days after their last piece, or
 * when another one needs the place of one that was left for an hour.
 * Safe for many threads; blocks on the disk.
 */
public final class ResumableUploads {
    /** How many files one account may have under way. */
    public static final int MAX_EACH = 24;

    private static final Duration LIFE = Duration.ofDays(3);
    private static final Duration LEFT = Duration.ofHours(1);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Storage storage;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> busy = new HashSet<>();

    /** For the files of a storage and of the disks that are attached to it; makes its folder when it is missing. */
    public ResumableUploads(Storage storage) throws IOException {
        this.storage = storage;
        forgetExpired();
    }

    private static Path folder(Storage where) throws IOException {
        return where.cacheFolder("resumable");
    }

    private List<Path> folders() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Storage one : storage.writableOnes()) {
            all.add(folder(one));
        }
        return all;
    }

    /** Returns where an upload lies; kind {@code NOT_FOUND}, also while its disk is away. */
    private Path folderOf(String account, String id) throws IOException {
        Instant now = storage.config().clock().instant();
        if (ID.matcher(id).matches()) {
            for (Path folder : folders()) {
                boolean here = ResumableInfo.read(folder, id)
                        .filter(one ->
                                one.account().equals(account) && one.expires().isAfter(now))
                        .isPresent();
                if (here) {
                    return folder;
                }
            }
        }
        throw unknown();
    }

    private static StorageException unknown() {
        return new StorageException(Kind.NOT_FOUND, "This upload is not known, or no longer. Begin it again.");
    }

    /**
     * Begins an upload; durable when this returns.
     *
     * @throws StorageException kind {@code FULL} when disk or quota have no room for all of it, {@code PRECONDITION} when the name is
     *     taken and {@code replace} is not set, {@code REFUSED} when too many are under way and none of them was left
     */
    public synchronized Resumable begin(Space space, FilePath path, boolean replace, long length, Instant modified)
            throws IOException {
        forgetExpired();
        // Checks name, place, rights and room, and leaves nothing.
        space.upload(path, replace ? Condition.NONE : Condition.ABSENT, length).close();
        List<Resumable> mine = all().stream()
                .filter(one -> one.account().equals(space.account()))
                .toList();
        if (mine.size() >= MAX_EACH && !forgetOneThatWasLeft(mine)) {
            throw new StorageException(
                    Kind.REFUSED,
                    MAX_EACH + " uploads are under way already. Finish or end one, or wait until they are forgotten.");
        }
        byte[] name = new byte[16];
        random.nextBytes(name);
        String id = HexFormat.of().formatHex(name);
        Path folder = folder(space.storageAt(path));
        Resumable fresh = new Resumable(id, space.account(), path, replace, length, 0, modified, expiry());
        try (FileChannel half = FileChannel.open(
                folder.resolve(id),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
            half.force(true);
        }
        ResumableInfo.write(folder, fresh, !space.storageAt(path).renamesAreWhole());
        return fresh;
    }

    /** A sender that never came back must not keep its owner from sending. Returns whether there is room. */
    private boolean forgetOneThatWasLeft(List<Resumable> mine) throws IOException {
        Instant left = expiry().minus(LEFT);
        List<Resumable> longestFirst = mine.stream()
                .filter(one -> !one.expires().isAfter(left))
                .sorted(Comparator.comparing(Resumable::expires))
                .toList();
        for (Resumable one : longestFirst) {
            try {
                end(one.account(), one.id());
                return true;
            } catch (StorageException e) {
                if (e.kind() != Kind.PRECONDITION) {
                    throw e;
                }
            }
        }
        return false;
    }

    /** Returns an upload of an account; kind {@code NOT_FOUND} when there is none, or no longer. */
    public Resumable find(String account, String id) throws IOException {
        return ResumableInfo.read(folderOf(account, id), id).orElseThrow(ResumableUploads::unknown);
    }

    /** Ends an upload and forgets its bytes. Kind {@code PRECONDITION} while bytes of it come in. */
    public void end(String account, String id) throws IOException {
        Path folder = folderOf(account, id);
        take(id);
        try {
            delete(folder, id);
        } finally {
            release(id);
        }
    }

    /** Opens an upload for its next bytes; kind {@code PRECONDITION} while another piece comes in. One at a time; close it. */
    public Piece resume(Space space, String id) throws IOException {
        Path folder = folderOf(space.account(), id);
        take(id);
        try {
            return new Piece(space, folder, find(space.account(), id));
        } catch (IOException | RuntimeException e) {
            release(id);
            throw e;
        }
    }

    private void take(String id) throws StorageException {
        synchronized (busy) {
            if (!busy.add(id)) {
                throw new StorageException(
                        Kind.PRECONDITION, "Another part of this upload is on its way. Wait a moment and ask again.");
            }
        }
    }

    private void release(String id) {
        synchronized (busy) {
            busy.remove(id);
        }
    }

    private Instant expiry() {
        return storage.config().clock().instant().plus(LIFE);
    }

    private static void delete(Path folder, String id) throws IOException {
        ResumableInfo.delete(folder, id);
        Files.deleteIfExists(folder.resolve(id));
    }

    private List<Resumable> all() throws IOException {
        List<Resumable> found = new ArrayList<>();
        for (Path folder : folders()) {
            for (String id : ids(folder)) {
                ResumableInfo.read(folder, id).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Set<String> ids(Path folder) throws IOException {
        Set<String> ids = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String id = file.getFileName().toString().split("\\.", 2)[0];
                if (ID.matcher(id).matches()) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private void forgetExpired() throws IOException {
        Instant now = storage.config().clock().instant();
        for (Path folder : folders()) {
            for (String id : ids(folder)) {
                boolean idle;
                synchronized (busy) {
                    idle = !busy.contains(id);
                }
                if (idle
                        && ResumableInfo.read(folder, id)
                                .filter(one -> one.expires().isAfter(now))
                                .isEmpty()) {
                    delete(folder, id);
                }
            }
        }
    }

    /** A piece on its way in. For one thread; close it in any case. */
    public final class Piece implements AutoCloseable {
        /** How many bytes may come in before they are made safe, so that a long piece loses little. */
        private static final long SAFE_EVERY_BYTES = 16L << 20;

        private final Space space;
        private final Path folder;
        private final Storage where;
        private final FileChannel channel;
        private Resumable state;
        private long written;
        private boolean checked;

        private Piece(Space space, Path folder, Resumable state) throws IOException {
            this.space = space;
            this.folder = folder;
            this.where = space.storageAt(state.path());
            this.state = state;
            this.channel = FileChannel.open(
                    folder.resolve(state.id()), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            channel.truncate(state.offset());
            channel.position(state.offset());
            written = state.offset();
        }

        /** Has nothing of the piece count before {@link #keep}, because its sum is still to be checked. */
        public void untilChecked() {
            checked = true;
        }

        /** Returns how many bytes of the upload are safe. */
        public long offset() {
            return state.offset();
        }

        /** Returns when the plug forgets the upload if nothing more comes. */
        public Instant expires() {
            return state.expires();
        }

        /** Appends; kind {@code LENGTH_MISMATCH} beyond the announced length, {@code FULL} when the disk has no room. */
        public void write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            if (written + length > state.length()) {
                throw new StorageException(
                        Kind.LENGTH_MISMATCH, "More bytes came than were announced. Send the rest only.");
            }
            where.requireRoom(length);
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw Failures.of(state.path(), e);
            }
            written += length;
            if (!checked && written - state.offset() >= SAFE_EVERY_BYTES) {
                keep();
            }
        }

        /** Makes what came safe; afterwards its offset may be told. */
        public void keep() throws IOException {
            if (written != state.offset()) {
                channel.force(true);
            }
            state = state.at(written, expiry());
            ResumableInfo.write(folder, state, !where.renamesAreWhole());
        }

        /** Puts the whole file in its place, if all bytes are there; durable when this returns. Empty while some are missing. */
        public Optional<Upload.Stored> finish() throws IOException {
            if (state.offset() != state.length()) {
                return Optional.empty();
            }
            Path half = folder.resolve(state.id());
            try (Folder halves = Folder.open(folder)) {
                if (!state.modified().equals(Instant.EPOCH)) {
                    Files.setLastModifiedTime(half, FileTime.from(state.modified()));
                }
                channel.force(true);
                Condition condition = state.replace() ? Condition.NONE : Condition.ABSENT;
                space.upload(state.path(), condition, state.length()).close(); // Rights and room, as they are now.
                Upload.Stored stored = space.place(state.path(), condition, halves, state.id(), false);
                ResumableInfo.delete(folder, state.id());
                return Optional.of(stored);
            } catch (IOException e) {
                throw Failures.of(state.path(), e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                release(state.id());
            }
        }
    }
}
