// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** Files in memory: for tests and drills, kept nowhere. */
public final class MemoryTarget implements Target {
    private final String name;
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();

    /** @param name for people */
    public MemoryTarget(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return "memory:" + name;
    }

    /** The bytes by path, live: what a test may bend. */
    public Map<String, byte[]> files() {
        return files;
    }

    @Override
    public void prepare() {
        // Nothing to prepare.
    }

    @Override
    public void write(FileRef file, Content content) {
        byte[] bytes;
        try (InputStream in = content.open()) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot read what is to be stored", e);
        }
        byte[] old = files.get(file.path());
        if (file.equals(FileRef.CONFIG) && old != null && !Arrays.equals(old, bytes)) {
            throw new BackupException(BackupException.Kind.EXISTS, name() + " has another configuration already");
        }
        if (old == null || old.length != bytes.length) {
            files.put(file.path(), bytes);
        }
    }

    private byte[] get(FileRef file) {
        byte[] bytes = files.get(file.path());
        if (bytes == null) {
            throw new BackupException(BackupException.Kind.NOT_FOUND, name() + " does not have " + file);
        }
        return bytes;
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        byte[] bytes = get(file);
        int from = (int) Math.min(offset, bytes.length);
        long count = length < 0 ? bytes.length - from : Math.min(length, bytes.length - from);
        return new ByteArrayInputStream(bytes, from, (int) count);
    }

    @Override
    public long size(FileRef file) {
        return get(file).length;
    }

    @Override
    public void delete(FileRef file) {
        files.remove(file.path());
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        files.forEach((path, bytes) -> {
            if (path.startsWith(type.directory())) {
                visitor.accept(new FileRef(type, path.substring(path.lastIndexOf('/') + 1)), bytes.length);
            }
        });
    }
}
