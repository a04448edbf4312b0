// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.update.ddi.UpdateServer;

/**
 * The one place where a bundle waits for platformd: one at a time, bounded, and only when it fits beside people's files. What it holds
 * is not trusted; platformd's updater checks it.
 */
final class BundleSpool {
    /** No bundle is larger: twice a slot. In bytes. */
    static final long MAX_BYTES = 256L << 20;

    /** What stays free on the disk beside a bundle, in bytes. */
    static final long RESERVE_BYTES = 32L << 20;

    private final Path whole;
    private final Path part;
    private final ReentrantLock turn = new ReentrantLock();

    BundleSpool(Path folder) {
        this.whole = folder.resolve("update.raucb");
        this.part = folder.resolve("update.raucb.part");
    }

    /** Stores a request's body. Returns its length in bytes, when it is whole and on the disk. */
    long receive(Exchange exchange) throws IOException {
        if (!turn.tryLock()) {
            throw taken();
        }
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(whole);
            requireRoom(exchange.announcedLength());
            long bytes = store(exchange);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(part);
            turn.unlock();
        }
    }

    /**
     * Fetches a bundle from elsewhere. A connection that breaks is taken up where it broke, a few times.
     *
     * @param bytes how many there are, at least 1
     * @param sha256 of the whole, 64 hexadecimal digits; null when nobody has said it
     * @throws IOException when it is not whole, or not what it should be
     */
    void fetch(UpdateServer.BundleSource source, long bytes, String sha256) throws IOException, InterruptedException {
        if (!turn.tryLock()) {
            throw taken();
        }
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(whole);
            requireRoom(bytes);
            BundleFetch.into(part, source, bytes, sha256);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
            turn.unlock();
        }
    }

    /** Forgets what was left from before this start: a bundle that nobody installed takes people's room. */
    void clear() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(whole);
    }

    boolean there() {
        return Files.exists(whole);
    }

    private void requireRoom(long announced) throws IOException {
        if (announced > MAX_BYTES) {
            throw tooLarge();
        }
        long free = Files.getFileStore(part.getParent()).getUsableSpace();
        if (announced >= 0 && free < announced + RESERVE_BYTES) {
            throw noRoom();
        }
    }

    private long store(Exchange exchange) throws IOException {
        long[] length = {0};
        try (FileChannel out = FileChannel.open(
                part,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            exchange.eachChunk(bytes -> {
                length[0] += bytes.remaining();
                if (length[0] > MAX_BYTES) {
                    throw tooLarge();
                }
                write(out, bytes);
            });
            exchange.requireNoSurplus();
            out.force(true);
        }
        return length[0];
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw noRoom();
            }
            throw e;
        }
    }

    private static Problem taken() {
        return new Problem(409, "Another bundle is being uploaded. Wait for its end.");
    }

    private static Problem tooLarge() {
        return new Problem(413, "This file is larger than any update of a plug. Nothing was changed.");
    }

    private static Problem noRoom() {
        return new Problem(
                507,
                "There is not enough room on the plug for the bundle. Delete some files, or put it on a USB stick.");
    }
}
