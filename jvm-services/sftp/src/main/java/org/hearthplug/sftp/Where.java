// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;

/** Paths as SFTP's programs write them: from the person's topmost folder, which nothing leads out of. */
final class Where {
    private Where() {}

    static FilePath of(String text) throws StorageException {
        List<String> names = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (part.equals("..")) {
                if (!names.isEmpty()) {
                    names.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                names.add(part);
            }
        }
        return FilePath.of(names);
    }
}
