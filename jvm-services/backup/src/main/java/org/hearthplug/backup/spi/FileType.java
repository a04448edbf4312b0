// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.spi;

/** The kinds of file a repository is made of. */
public enum FileType {
    /** The one configuration file; its name is {@code config}. */
    CONFIG("config", false),
    /** Wrapped master keys. */
    KEY("keys", true),
    /** Short-lived announcements of who is at work. */
    LOCK("locks", true),
    /** What was backed up when. */
    SNAPSHOT("snapshots", true),
    /** Which blob is in which pack. */
    INDEX("index", true),
    /** Packs: many sealed blobs in one file. */
    PACK("data", true);

    private final String directory;
    private final boolean namedByHash;

    FileType(String directory, boolean namedByHash) {
        this.directory = directory;
        this.namedByHash = namedByHash;
    }

    /** The folder's name in restic's layout (for {@link #CONFIG} the file's). */
    public String directory() {
        return directory;
    }

    /** Whether a file's name is the SHA-256 of its bytes. */
    public boolean namedByHash() {
        return namedByHash;
    }
}
