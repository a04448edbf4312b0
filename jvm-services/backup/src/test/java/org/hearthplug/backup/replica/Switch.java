// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** A target that can be switched off, breaks after so many writes, is append-only, or promises to keep what it has for a time. */
final class Switch implements Target {
    private final Target under;
    volatile boolean on = true;
    volatile boolean appendOnly;
    volatile int failAfterWrites = Integer.MAX_VALUE;
    volatile Duration promise = Duration.ZERO;
    volatile boolean renews = true;

    /** Files whose promise was made anew. */
    final Set<FileRef> renewed = ConcurrentHashMap.newKeySet();

    private int writes;

    Switch(Target under) {
        this.under = under;
    }

    private Target under() {
        if (!on) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, "switched off");
        }
        return under;
    }

    @Override
    public String name() {
        return under.name();
    }

    @Override
    public void prepare() {
        under().prepare();
    }

    @Override
    public void write(FileRef file, Content content) {
        if (writes++ >= failAfterWrites) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, "broke");
        }
        under().write(file, content);
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        return under().open(file, offset, length);
    }

    @Override
    public long size(FileRef file) {
        return under().size(file);
    }

    @Override
    public void delete(FileRef file) {
        if (appendOnly && file.type() != FileType.LOCK) {
            throw new BackupException(BackupException.Kind.REFUSED, "append-only");
        }
        under().delete(file);
    }

    @Override
    public Duration promise() {
        return promise;
    }

    @Override
    public void renew(FileRef file) {
        if (!renews) {
            throw new BackupException(BackupException.Kind.REFUSED, "may not renew");
        }
        renewed.add(file);
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        under().list(type, visitor);
    }
}
