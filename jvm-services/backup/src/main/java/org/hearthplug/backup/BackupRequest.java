// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What to back up.
 *
 * @param sources absolute paths of files or folders
 * @param excludes patterns with {@code *} and {@code ?}: one with a slash is matched against the absolute path, else the
 *     name
 * @param tags for the snapshot
 * @param hostName for the snapshot; empty for this machine's
 * @param time for the snapshot; null for now
 * @param oneFileSystem whether folders on other file systems than their source's are left empty
 * @param readAll whether files are read even if they look unchanged
 * @param ignoreInodes whether the number of a file says nothing of it: FAT and exFAT make up new ones whenever they are mounted
 */
public record BackupRequest(
        List<Path> sources,
        List<String> excludes,
        List<String> tags,
        String hostName,
        OffsetDateTime time,
        boolean oneFileSystem,
        boolean readAll,
        boolean ignoreInodes) {
    public BackupRequest {
        if (sources.isEmpty() || sources.stream().anyMatch(p -> !p.isAbsolute())) {
            throw new BackupException(BackupException.Kind.INVALID, "sources must be absolute paths, one at least");
        }
        sources = List.copyOf(sources);
        excludes = List.copyOf(excludes);
        tags = List.copyOf(tags);
    }

    /** The folders, everything in them. */
    public static BackupRequest of(Path... sources) {
        return new BackupRequest(List.of(sources), List.of(), List.of(), "", null, false, false, false);
    }

    /** The same with tags. */
    public BackupRequest withTags(List<String> more) {
        return new BackupRequest(sources, excludes, more, hostName, time, oneFileSystem, readAll, ignoreInodes);
    }

    /** The same with exclude patterns. */
    public BackupRequest withExcludes(List<String> patterns) {
        return new BackupRequest(sources, patterns, tags, hostName, time, oneFileSystem, readAll, ignoreInodes);
    }

    /** The same at a stated time. */
    public BackupRequest at(OffsetDateTime when) {
        return new BackupRequest(sources, excludes, tags, hostName, when, oneFileSystem, readAll, ignoreInodes);
    }

    /** The same, reading every file. */
    public BackupRequest readingAll() {
        return new BackupRequest(sources, excludes, tags, hostName, time, oneFileSystem, true, ignoreInodes);
    }

    /** The same where files are known by name, size and times alone. */
    public BackupRequest ignoringInodes() {
        return new BackupRequest(sources, excludes, tags, hostName, time, oneFileSystem, readAll, true);
    }
}
