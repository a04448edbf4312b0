// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/**
 * A file on its way in. Bytes go to a hidden half file on the same file system; {@link #commit} makes them durable and visible in
 * one step, {@link #close} without it leaves nothing. For one thread at a time.
 */
public final class Upload implements AutoCloseable {
    /** How many bytes may come in before the disk's room is looked at again. */
    private static final long ROOM_CHECK_BYTES = 8L << 20;

    private static final long MAX_GAP = 64L << 20;

    private static final FileAttribute<?> RIGHTS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    /**
     * What was stored.
     *
     * @param entry the file as it is now
     * @param created whether the name is new; false when a file was replaced
     */
    public record Stored(Entry entry, boolean created) {}

    private final Storage storage;
    private final Space space;
    private final FilePath target;
    private final Condition condition;
    private final long announced;
    private final boolean replaces;
    private final String half = newName();
    private final FileChannel channel;
    private long written;
    private long reserved;
    private long roomCheckedAt;
    private Instant modified;
    private boolean open = true;

    /** {@code replaces} when there is a file under the path as it begins. */
    Upload(Storage storage, Space space, FilePath target, Condition condition, long announced, boolean replaces)
            throws IOException {
        this.storage = storage;
        this.space = space;
        this.target = target;
        this.condition = condition;
        this.announced = announced;
        this.replaces = replaces;
        storage.requireRoom(Math.max(announced, 1));
        space.quota().admit(Math.max(announced, 1));
        storage.faults().reach(Step.UPLOAD_CREATE);
        channel = FileChannel.open(
                storage.uploads().resolve(half),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                RIGHTS);
        reserved = Math.max(announced, 0);
        storage.announcedBytes().addAndGet(reserved);
        space.quota().announce(Math.max(announced, 0));
    }

    /** Nobody guesses in a folder that is the service's alone: two are never alike, and that is all. */
    private static String newName() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Appends the buffer's remaining bytes; blocks on the disk. */
    public void write(ByteBuffer bytes) throws StorageException {
        write(new ByteBuffer[] {bytes}, bytes.remaining());
    }

    /** Appends the remaining bytes of buffers, of which there are {@code length} together, in one step; blocks on the disk. */
    public void write(ByteBuffer[] bytes, int length) throws StorageException {
        if (announced >= 0 && written + length > announced) {
            throw new StorageException(
                    Kind.LENGTH_MISMATCH,
                    "More bytes came than were announced. Nothing was stored; send the file again.");
        }
        if (written + length > storage.config().maxUploadBytes()) {
            throw tooLarge(storage.config());
        }
        try {
            requireRoom(length);
            storage.faults().reach(Step.UPLOAD_WRITE);
            long left = length;
            while (left > 0) {
                left -= bytes.length == 1 ? channel.write(bytes[0]) : channel.write(bytes);
            }
        } catch (IOException e) {
            throw Failures.of(target, e);
        }
        written += length;
        long settled = Math.min(length, reserved);
        reserved -= settled;
        storage.announcedBytes().addAndGet(-settled);
    }

    /**
     * Puts the buffer's remaining bytes at a position, for protocols that send pieces out of order; blocks on the disk.
     *
     * @param position at most 64 MiB beyond what has been written, so that a number alone cannot make a file huge
     */
    public void write(ByteBuffer bytes, long position) throws StorageException {
        if (position == written) {
            write(bytes);
            return;
        }
        int length = bytes.remaining();
        if (position < 0 || position > written + MAX_GAP) {
            throw new StorageException(
                    Kind.REFUSED, "The piece lies too far beyond the others. Send the file from its beginning.");
        }
        if (position + length > storage.config().maxUploadBytes()) {
            throw tooLarge(storage.config());
        }
        try {
            requireRoom(length);
            storage.faults().reach(Step.UPLOAD_WRITE);
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            written = Math.max(written, at);
            channel.position(written);
        } catch (IOException e) {
            throw Failures.of(target, e);
        }
    }

    /** Cuts what has been written, or extends it with zeros (by at most 64 MiB); only for uploads of no announced length. */
    public void resize(long length) throws StorageException {
        if (announced >= 0 || length < 0 || length > written + MAX_GAP) {
            throw new StorageException(Kind.REFUSED, "The file cannot get this size. Write its bytes instead.");
        }
        try {
            if (length < written) {
                channel.truncate(length);
            } else if (length > written) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
            written = length;
            channel.position(written);
        } catch (IOException e) {
            throw Failures.of(target, e);
        }
    }

    /** The announced length was admitted at the start, but others write to the disk too: look again now and then. */
    private void requireRoom(int length) throws IOException {
        if (written + length - roomCheckedAt < ROOM_CHECK_BYTES) {
            return;
        }
        roomCheckedAt = written + length;
        if (announced < 0) {
            space.quota().admit(written + length);
        }
        storage.requireRoom(length - reserved);
    }

    /** Returns how many bytes have been written. */
    public long written() {
        return written;
    }

    /**
     * Makes the file durable and visible: syncs it, renames it to its name, syncs the folder. Only when this returns may the sender
     * be told that it is stored. Afterwards, or after an exception, nothing is left of the half file.
     */
    public Stored commit() throws StorageException {
        if (!open) {
            throw new IllegalStateException("upload already ended");
        }
        if (announced >= 0 && written != announced) {
            throw new StorageException(
                    Kind.LENGTH_MISMATCH,
                    "Fewer bytes came than were announced. Nothing was stored; send the file again.");
        }
        try (Folder halves = Folder.open(storage.uploads())) {
            if (announced < 0) {
                space.quota().admit(written);
            }
            dress();
            storage.faults().reach(Step.UPLOAD_SYNC);
            channel.force(true);
            channel.close();
            Stored stored = space.place(target, condition, halves, half, replaces);
            finish();
            return stored;
        } catch (IOException e) {
            throw Failures.of(target, e);
        }
    }

    /** Has the file show this as the time of its last change, instead of the time of the upload. */
    public void setModified(Instant time) {
        modified = time;
    }

    /** What is attached to a file stays with its name when its content is replaced. */
    private void dress() throws IOException {
        if (replaces) {
            Notes.carryOver(space, target, storage.uploads().resolve(half));
        }
        if (modified != null) {
            Files.setLastModifiedTime(storage.uploads().resolve(half), FileTime.from(modified));
        }
    }

    /** Gives the upload up, unless it was committed: the half file is deleted. */
    @Override
    public void close() throws StorageException {
        if (!open) {
            return;
        }
        finish();
        try {
            channel.close();
            Path left = storage.uploads().resolve(half);
            Files.deleteIfExists(left);
        } catch (IOException e) {
            throw Failures.of(target, e);
        }
    }

    private void finish() {
        open = false;
        storage.announcedBytes().addAndGet(-reserved);
        space.quota().announce(-Math.max(announced, 0));
        reserved = 0;
    }

    static StorageException tooLarge(StorageConfig config) {
        return new StorageException(
                Kind.TOO_LARGE,
                "The file is larger than the " + config.maxUploadBytes() + " bytes that this plug accepts. Split it.");
    }
}
