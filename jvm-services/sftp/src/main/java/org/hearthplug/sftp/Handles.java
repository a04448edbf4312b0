// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Upload;

/** What one conversation holds open, by the numbers that its program knows. */
final class Handles implements AutoCloseable {
    /** More than any program opens; each holds a descriptor. */
    private static final int MAX = 64;

    private final Map<Integer, Held> held = new HashMap<>();
    private int last;

    /** Something that is open. */
    sealed interface Held permits Reading, Writing, Listing {}

    record Reading(FilePath path, OpenFile file) implements Held {}

    record Writing(FilePath path, Upload upload, boolean append) implements Held {}

    /** A folder whose names are read page by page. */
    static final class Listing implements Held {
        final FilePath path;
        String after = "";
        boolean ended;
        boolean dots;

        Listing(FilePath path) {
            this.path = path;
        }
    }

    boolean full() {
        return held.size() >= MAX;
    }

    byte[] keep(Held what) {
        held.put(++last, what);
        return ByteBuffer.allocate(4).putInt(last).array();
    }

    /** Returns what a program's handle stands for, or null. */
    Held get(byte[] handle) {
        return handle.length == 4 ? held.get(ByteBuffer.wrap(handle).getInt()) : null;
    }

    Held remove(byte[] handle) {
        return handle.length == 4 ? held.remove(ByteBuffer.wrap(handle).getInt()) : null;
    }

    /** Gives up what the program never closed: half uploads leave nothing. */
    @Override
    public void close() throws IOException {
        for (Held each : held.values()) {
            switch (each) {
                case Reading reading -> reading.file().close();
                case Writing writing -> writing.upload().close();
                case Listing _ -> {
                    // Holds nothing between pages.
                }
            }
        }
        held.clear();
    }
}
