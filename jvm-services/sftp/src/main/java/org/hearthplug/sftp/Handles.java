// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.StorageException.Kind;
import org.hearthplug.storage.Upload;

/** What one conversation holds open, by the numbers that its program knows. */
final class Handles implements AutoCloseable {
    /** More than any program opens; each holds a descriptor. */
    private static final int MAX = 64;

    private final Map<Integer, Held> held = new HashMap<>();
    private final Set<Integer> withdrawn = new HashSet<>();
    private int last;

    /** Something that is open. */
    sealed interface Held permits Reading, Writing, Listing {}

    /** {@code placed} is where the file is among all spaces. */
    record Reading(FilePath placed, OpenFile file) implements Held {}

    /** {@code placed} is where the file will be among all spaces. */
    record Writing(FilePath placed, Upload upload, boolean append) implements Held {}

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
        return held.size() + withdrawn.size() >= MAX;
    }

    byte[] keep(Held what) {
        held.put(++last, what);
        return ByteBuffer.allocate(4).putInt(last).array();
    }

    /** Returns what a program's handle stands for, or null; kind {@code REFUSED} for what was withdrawn. */
    Held get(byte[] handle) throws StorageException {
        int number = number(handle);
        if (withdrawn.contains(number)) {
            throw refused();
        }
        return held.get(number);
    }

    /** As {@link #get}, and forgets it. */
    Held remove(byte[] handle) throws StorageException {
        int number = number(handle);
        if (withdrawn.remove(number)) {
            throw refused();
        }
        return held.remove(number);
    }

    /** No handle has the number 0. */
    private static int number(byte[] handle) {
        return handle.length == 4 ? ByteBuffer.wrap(handle).getInt() : 0;
    }

    private static StorageException refused() {
        return new StorageException(
                Kind.REFUSED, "You may no longer do this with the file. Ask the plug's owner if you need to.");
    }

    /** Gives up what the person may no longer have open; its handles are refused from now on. */
    void withdraw(Predicate<Held> which) throws IOException {
        for (Iterator<Map.Entry<Integer, Held>> all = held.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Integer, Held> each = all.next();
            if (which.test(each.getValue())) {
                all.remove();
                withdrawn.add(each.getKey());
                giveUp(each.getValue());
            }
        }
    }

    /** Gives up what the program never closed: half uploads leave nothing. */
    @Override
    public void close() throws IOException {
        for (Held each : held.values()) {
            giveUp(each);
        }
        held.clear();
    }

    private static void giveUp(Held what) throws IOException {
        switch (what) {
            case Reading reading -> reading.file().close();
            case Writing writing -> writing.upload().close();
            case Listing _ -> {
                // Holds nothing between pages.
            }
        }
    }
}
