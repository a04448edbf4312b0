// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/**
 * A folder, or some files, as one ZIP file, packed while it is sent: nothing is stored, and one buffer and one folder's names are in memory. What is in
 * it is not compressed (pictures and music are already). A file that goes meanwhile is left out.
 */
public final class FolderZip {
    /** The most entries in one file; who has more takes them over WebDAV or SFTP. */
    private static final int MAX_ENTRIES = 10_000;

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final Semaphore FREE = new Semaphore(3);

    private final Space space;
    private final Zip zip;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private FolderZip(Exchange exchange, Space space) {
        this.space = space;
        this.zip = new Zip(new BufferedOutputStream(new Body(exchange), BUFFER_BYTES));
    }

    /** Sends a folder and all that is in it. Problem 413 when that is more than fits, 503 when others are being packed. */
    public static void send(Exchange exchange, Space space, FilePath folder) throws IOException {
        alone(() -> {
            count(space, folder);
            send(exchange, space, folder.isRoot() ? "files" : folder.name(), zip -> zip.pack(folder));
        });
    }

    /** Sends some files under names of their own, as a ZIP file of a name. Problem 503 when others are being packed. */
    public static void send(Exchange exchange, Space space, String name, Map<String, FilePath> files)
            throws IOException {
        alone(() -> send(exchange, space, name, zip -> {
            for (Map.Entry<String, FilePath> file : files.entrySet()) {
                zip.add(file.getKey(), file.getValue());
            }
        }));
    }

    private interface Work {
        void run() throws IOException;
    }

    private interface Packing {
        void into(FolderZip zip) throws IOException;
    }

    private static void alone(Work work) throws IOException {
        if (!FREE.tryAcquire()) {
            throw new Problem(503, "Other folders are being packed. Try again in a minute.").retryAfter(30);
        }
        try {
            work.run();
        } finally {
            FREE.release();
        }
    }

    private static void send(Exchange exchange, Space space, String name, Packing packing) throws IOException {
        exchange.set("Content-Disposition", "attachment; filename*=UTF-8''" + Download.rfc5987(name + ".zip"));
        exchange.set("Content-Type", "application/zip");
        exchange.set("Cache-Control", "private, no-store");
        exchange.response().setStatus(200);
        if (exchange.method().equals("HEAD")) {
            exchange.write(true, ByteBuffer.allocate(0));
            return;
        }
        FolderZip packed = new FolderZip(exchange, space);
        try {
            packing.into(packed);
            packed.zip.finish();
            packed.zip.flush();
            packed.zip.end();
        } finally {
            packed.zip.release();
        }
    }

    private static void count(Space space, FilePath folder) throws IOException {
        int[] left = {MAX_ENTRIES};
        Deque<FilePath> open = new ArrayDeque<>(List.of(folder));
        while (!open.isEmpty()) {
            FilePath next = open.pop();
            List<String> folders = new ArrayList<>();
            space.visit(next, entry -> {
                if (--left[0] < 0) {
                    throw new Problem(
                            413,
                            "There are more than " + MAX_ENTRIES
                                    + " files in this folder. Take its folders one by one.");
                }
                if (entry.type() == Entry.Type.FOLDER) {
                    folders.add(entry.name());
                }
            });
            for (String name : folders) {
                open.push(next.child(name));
            }
        }
    }

    private void pack(FilePath top) throws IOException {
        Deque<FilePath> open = new ArrayDeque<>(List.of(top));
        int left = MAX_ENTRIES;
        while (!open.isEmpty()) {
            FilePath next = open.pop();
            String after = "";
            while (after != null) {
                var page = space.list(next, after, Space.MAX_PAGE);
                for (Entry entry : page.entries()) {
                    if (--left < 0) {
                        throw new IOException("the folder grew while it was packed");
                    }
                    FilePath path = next.child(entry.name());
                    if (entry.type() == Entry.Type.FOLDER) {
                        open.push(path);
                        begin(below(top, path) + "/", entry);
                        zip.closeEntry();
                    } else if (entry.type() == Entry.Type.FILE) {
                        add(below(top, path), path);
                    }
                }
                after = page.next().orElse(null);
            }
        }
    }

    private static String below(FilePath top, FilePath path) {
        return String.join(
                "/", path.names().subList(top.names().size(), path.names().size()));
    }

    private void begin(String name, Entry entry) throws IOException {
        ZipEntry packed = new ZipEntry(name);
        packed.setLastModifiedTime(FileTime.from(entry.modified()));
        zip.putNextEntry(packed);
    }

    private void add(String name, FilePath path) throws IOException {
        OpenFile file;
        try {
            file = space.open(path);
        } catch (StorageException e) {
            return; // Gone since the folder was read.
        }
        try (file) {
            begin(name, file.entry());
            ByteBuffer bytes = ByteBuffer.wrap(buffer);
            while (file.channel().read(bytes.clear()) >= 0) {
                zip.write(buffer, 0, bytes.position());
            }
            zip.closeEntry();
        }
    }

    /** Ends without writing its directory when packing failed: half a ZIP must not pass for a whole one. */
    private static final class Zip extends ZipOutputStream {
        private final OutputStream body;

        Zip(OutputStream body) {
            super(body);
            this.body = body;
            setLevel(Deflater.NO_COMPRESSION);
        }

        void release() {
            def.end();
        }

        /** Closes what is beneath, which ends the answer; ZIP's own end has been written by {@code finish}. */
        void end() throws IOException {
            body.close();
        }
    }

    /** The answer's body as a stream. */
    private static final class Body extends OutputStream {
        private final Exchange exchange;

        Body(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0) {
                exchange.write(false, ByteBuffer.wrap(bytes, from, length));
            }
        }

        @Override
        public void close() throws IOException {
            exchange.write(true, ByteBuffer.allocate(0));
        }
    }
}
