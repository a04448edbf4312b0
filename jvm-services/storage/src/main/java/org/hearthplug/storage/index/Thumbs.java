// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.media.Media;

/**
 * Small pictures of pictures: one that a browser made and the plug keeps ({@code .hearth/thumbs/<account>/}, by the file's entity tag, so
 * that renaming loses nothing), else the one that the camera put into the file,
 * or the cover inside a piece of music. The plug never decodes a picture: a bomb of an image
 * meets only the browser of whoever looks at it, which is made for that. Safe for many threads.
 */
public final class Thumbs {
    /** The largest small picture that is kept, in bytes. */
    public static final int MAX_BYTES = 96 * 1024;

    private final Storage storage;
    private final FileIndex index;

    /** Keeps its pictures beside the index. */
    public Thumbs(Storage storage, FileIndex index) {
        this.storage = storage;
        this.index = index;
    }

    /** Returns a small JPEG or WebP of a file as it is now; empty when there is none yet. */
    public Optional<byte[]> find(Space space, FilePath path) throws IOException {
        Entry entry = space.stat(path);
        try {
            byte[] kept = Files.readAllBytes(place(space, entry));
            if (isPicture(kept)) {
                return Optional.of(kept);
            }
        } catch (NoSuchFileException e) {
            // Not made yet.
        }
        Optional<Preview> preview = index.preview(space, path, entry);
        return preview.isPresent() ? camera(space, path, entry, preview.get()) : Optional.empty();
    }

    /** Keeps what a browser made; the caller has checked that it belongs to the entry. */
    public void keep(Space space, Entry entry, byte[] picture) throws IOException {
        Path place = place(space, entry);
        Files.createDirectories(place.getParent());
        Path aside = place.resolveSibling(UUID.randomUUID().toString());
        try {
            Files.write(aside, picture);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Returns whether these bytes begin as a JPEG or a WebP does. */
    public static boolean isPicture(byte[] bytes) {
        return bytes.length > 16
                && (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8
                        || bytes[0] == 'R' && bytes[1] == 'I' && bytes[2] == 'F' && bytes[3] == 'F' && bytes[8] == 'W');
    }

    private Path place(Space space, Entry entry) throws IOException {
        String tag = entry.etag();
        String drawer = Integer.toHexString(Math.floorMod(tag.hashCode(), 64));
        return storage.cacheFolder("thumbs")
                .resolve(space.account())
                .resolve(drawer)
                .resolve(tag);
    }

    private static Optional<byte[]> camera(Space space, FilePath path, Entry entry, Preview preview)
            throws IOException {
        if (preview.bytes() > Media.MAX_COVER) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(preview.bytes());
        try (OpenFile file = space.open(path)) {
            if (!file.entry().etag().equals(entry.etag())) {
                return Optional.empty();
            }
            while (bytes.hasRemaining() && file.channel().read(bytes, preview.at() + bytes.position()) > 0) {
                // Until all is read.
            }
        }
        byte[] plain = Arrays.copyOf(bytes.array(), bytes.position());
        return isPicture(plain) ? Optional.of(turned(plain, preview.turn())) : Optional.empty();
    }

    /** The camera turns its small picture as little as the large one, and does not say so in it: this does. */
    private static byte[] turned(byte[] jpeg, int turn) {
        if (turn == 1) {
            return jpeg;
        }
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8, //
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) turn,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] all = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, all, 0, 2);
        System.arraycopy(exif, 0, all, 2, exif.length);
        System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
        return all;
    }
}
