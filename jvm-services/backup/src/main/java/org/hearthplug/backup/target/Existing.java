// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.Target;

/** What is to be done where a file of this name exists already: names are hashes, but for the configuration's. */
final class Existing {
    private static final int MAX_CONFIG = 64 * 1024;

    private Existing() {}

    /** A configuration of the same length must be the same. */
    static void check(Target target, FileRef file, Content content) {
        if (!file.equals(FileRef.CONFIG)) {
            return;
        }
        try (InputStream in = target.open(file, 0, -1)) {
            if (!ObjectId.hashOf(in.readNBytes(MAX_CONFIG)).equals(content.sha256())) {
                refuseConfig(target, file);
            }
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, target.name() + " broke off", e);
        }
    }

    /** A configuration is never replaced. */
    static void refuseConfig(Target target, FileRef file) {
        if (file.equals(FileRef.CONFIG)) {
            throw new BackupException(
                    BackupException.Kind.EXISTS, target.name() + " has another configuration already");
        }
    }
}
