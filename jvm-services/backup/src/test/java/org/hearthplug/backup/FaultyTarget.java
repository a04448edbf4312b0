// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;

/**
 * A target whose power goes at a given write or deletion: that one happens, does not, or leaves a torn file under its
 * final name (which no target of ours does; others might). Nothing works afterwards.
 */
final class FaultyTarget implements Target {
    /** What becomes of the operation during which the power goes. */
    enum Fate {
        LOST,
        DONE,
        TORN
    }

    private final MemoryTarget under;
    private final int cutAt;
    private final Fate fate;
    private int changes;

    FaultyTarget(MemoryTarget under, int cutAt, Fate fate) {
        this.under = under;
        this.cutAt = cutAt;
        this.fate = fate;
    }

    int changes() {
        return changes;
    }

    private void alive() {
        if (changes > cutAt) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, "power cut");
        }
    }

    private boolean cutNow() {
        alive();
        return changes++ == cutAt;
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public void prepare() {
        alive();
    }

    @Override
    public void write(FileRef file, Content content) {
        if (!cutNow()) {
            under.write(file, content);
            return;
        }
        if (fate == Fate.DONE) {
            under.write(file, content);
        } else if (fate == Fate.TORN) {
            try (InputStream in = content.open()) {
                byte[] bytes = in.readAllBytes();
                under.files().put(file.path(), Arrays.copyOf(bytes, bytes.length / 2));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        alive();
    }

    @Override
    public void delete(FileRef file) {
        if (!cutNow()) {
            under.delete(file);
            return;
        }
        if (fate == Fate.DONE) {
            under.delete(file);
        }
        alive();
    }

    @Override
    public InputStream open(FileRef file, long offset, long length) {
        alive();
        return under.open(file, offset, length);
    }

    @Override
    public long size(FileRef file) {
        alive();
        return under.size(file);
    }

    @Override
    public void list(FileType type, ObjLongConsumer<FileRef> visitor) {
        alive();
        under.list(type, visitor);
    }
}
