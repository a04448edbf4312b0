// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.file.Path;

/**
 * How a repository is used.
 *
 * @param spool folder for packs on their way, on a disk with room for two packs and 256 MiB for each long listing that is open; files in it are
 *     this module's to remove
 * @param packBytes wanted size of a pack, in bytes; 16 MiB is restic's
 * @param compressionLevel zstd's, 1 to 19
 */
public record RepositoryOptions(Path spool, int packBytes, int compressionLevel) {
    private static final int DEFAULT_PACK_BYTES = 16 * 1024 * 1024;
    private static final int DEFAULT_LEVEL = 3;

    public RepositoryOptions {
        boolean sane =
                packBytes >= 4096 && packBytes <= 128 * 1024 * 1024 && compressionLevel >= 1 && compressionLevel <= 19;
        if (!sane) {
            throw new BackupException(BackupException.Kind.INVALID, "pack size or compression level out of range");
        }
    }

    /** Packs of 16 MiB, zstd level 3, spooled in the system's temporary folder. */
    public static RepositoryOptions defaults() {
        return new RepositoryOptions(Path.of(System.getProperty("java.io.tmpdir")), DEFAULT_PACK_BYTES, DEFAULT_LEVEL);
    }

    /** The same with another spool folder. */
    public RepositoryOptions withSpool(Path folder) {
        return new RepositoryOptions(folder, packBytes, compressionLevel);
    }

    /** The same with another pack size, in bytes. */
    public RepositoryOptions withPackBytes(int bytes) {
        return new RepositoryOptions(spool, bytes, compressionLevel);
    }

    /** The same with another zstd level. */
    public RepositoryOptions withCompressionLevel(int level) {
        return new RepositoryOptions(spool, packBytes, level);
    }
}
