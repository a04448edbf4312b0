// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * What was backed up when.
 *
 * @param id the name of its file; null before it is stored
 * @param parent the snapshot it was compared with, or null
 * @param tree its root directory
 * @param paths that were asked for, absolute, as bytes in UTF-8
 * @param original the snapshot this one is a changed copy of, or null
 */
public record Snapshot(
        ObjectId id,
        OffsetDateTime time,
        ObjectId parent,
        ObjectId tree,
        List<String> paths,
        String hostName,
        String userName,
        int uid,
        int gid,
        List<String> excludes,
        List<String> tags,
        ObjectId original,
        String programVersion) {
    /** The same with the name of its file. */
    public Snapshot withId(ObjectId stored) {
        return new Snapshot(
                stored,
                time,
                parent,
                tree,
                paths,
                hostName,
                userName,
                uid,
                gid,
                excludes,
                tags,
                original,
                programVersion);
    }
}
