// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.spi;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.hearthplug.backup.BackupException;

/**
 * A place that keeps a repository's files. It never sees a key or a file name of the owner.
 *
 * <p>Every method blocks, may be called from several threads, and throws {@link BackupException}: NOT_FOUND, EXISTS,
 * UNREACHABLE, REFUSED, FULL, DAMAGED (the far side's answer contradicts itself) or LOCAL_IO. What every
 * implementation must do is written as the suite {@code TargetContract}, which all of them pass.
 */
public interface Target extends AutoCloseable {
    /** A short name for people, e.g. {@code sftp://nas/backup}; no credentials. */
    String name();

    /** Prepares the place (folders, if it has any). Does nothing where that is done already. */
    void prepare();

    /**
     * Looks whether the place can do what is asked of it, and changes nothing. A place that {@link #prepare} will make is no error.
     *
     * @throws BackupException UNSUPPORTED when it cannot
     */
    default void examine() {}

    /**
     * Stores a file, whole or not at all. When this returns the bytes survive a power cut of the target as far as
     * the target can promise it. A file that already exists with the same length is left as it is; with another
     * length it is replaced, for it can only be the rest of an accident: names are hashes.
     *
     * @throws BackupException EXISTS for a second, different configuration file
     */
    void write(FileRef file, Content content);

    /**
     * Opens a range of a file. The stream ends after {@code length} bytes, or earlier where the file does; a read
     * from it throws {@link java.io.IOException} when the connection breaks.
     *
     * @param offset first byte
     * @param length how many bytes; -1 for all that follow
     */
    InputStream open(FileRef file, long offset, long length);

    /** A file's length in bytes. @throws BackupException NOT_FOUND */
    long size(FileRef file);

    /** Removes a file. A file that is not there is no error: a retry must not fail on its own success. */
    void delete(FileRef file);

    /**
     * Calls back for each file of a type with its length in bytes, in any order. Foreign and temporary names are
     * left out.
     */
    void list(FileType type, ObjLongConsumer<FileRef> visitor);

    /**
     * For how long the place promises to keep a file, from its writing or the last {@link #renew} on, whoever asks for its deletion; zero
     * where it does what it is told.
     */
    default Duration promise() {
        return Duration.ZERO;
    }

    /** Has the place make its promise anew for a file. Does nothing where it promises for longer already, or nothing. */
    default void renew(FileRef file) {}

    /** How many bytes may wait to be written here while other targets go on; one file may in any case. */
    default long queueBytes() {
        return 64L << 20;
    }

    /** Waits until everything written before is kept. Nothing to do where {@link #write} waits itself. */
    default void settle() {}

    /** The places that may hold a copy of what this target holds, best first; itself where it is only one. */
    default List<Target> copies() {
        return List.of(this);
    }

    @Override
    default void close() {}
}
