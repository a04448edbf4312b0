// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.spi;

import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;

/**
 * One file of a repository.
 *
 * @param name 64 lower-case hexadecimal digits, or {@code config}; nothing else can be constructed, so a target
 *     may build a path from it
 */
public record FileRef(FileType type, String name) {
    /** The configuration file. */
    public static final FileRef CONFIG = new FileRef(FileType.CONFIG, "config");

    public FileRef {
        boolean good = type == FileType.CONFIG ? name.equals("config") : ObjectId.isHex(name);
        if (!good) {
            throw new BackupException(BackupException.Kind.INVALID, "not a repository file's name");
        }
    }

    /** A file by its hash. */
    public static FileRef of(FileType type, ObjectId id) {
        return new FileRef(type, id.hex());
    }

    /** The hash that is the name. @throws BackupException INVALID for the configuration file */
    public ObjectId id() {
        return ObjectId.parse(name);
    }

    /** The path below a repository's root in restic's default layout, with slashes. */
    public String path() {
        return switch (type) {
            case CONFIG -> "config";
            case PACK -> "data/" + name.substring(0, 2) + "/" + name;
            default -> type.directory() + "/" + name;
        };
    }

    // Written out, as in ObjectId: the ones that a record gets are made of method handles, seven classes in a cold JVM.
    @Override
    public boolean equals(Object o) {
        return o instanceof FileRef other && type == other.type && name.equals(other.name);
    }

    @Override
    public int hashCode() {
        return 31 * type.ordinal() + name.hashCode();
    }

    @Override
    public String toString() {
        return type == FileType.CONFIG ? "config" : type.directory() + "/" + name.substring(0, 8);
    }
}
