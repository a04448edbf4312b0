// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.OpenFile;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.media.Media;
import org.hearthplug.storage.media.MediaReader;

/** Opens a file to see what it says of itself; one that cannot be read says nothing, and the next change asks again. */
final class Inside {
    private Inside() {}

    static Media read(Space space, FilePath path) throws StorageException {
        if (path == null) {
            return Media.SILENT;
        }
        try (OpenFile file = space.open(path)) {
            return MediaReader.read(file.channel());
        } catch (java.io.IOException e) {
            return Media.SILENT;
        }
    }
}
