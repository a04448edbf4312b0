// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hearthplug.hal.Mounts;

/** Numbers of the account that people's files belong to. */
final class Account {
    private static final int NAME = 0;
    private static final int UID = 2;
    private static final int GID = 3;

    private Account() {}

    /**
     * Looks a user up by name.
     *
     * @param users {@code /etc/passwd}
     * @throws IOException when the file cannot be read or does not have it
     */
    static Mounts.Owner of(Path users, String name) throws IOException {
        for (String line : Files.readAllLines(users, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(":", -1);
            if (fields.length > GID
                    && fields[NAME].equals(name)
                    && fields[UID].matches("[0-9]{1,9}")
                    && fields[GID].matches("[0-9]{1,9}")) {
                return new Mounts.Owner(Integer.parseInt(fields[UID]), Integer.parseInt(fields[GID]));
            }
        }
        throw new IOException(users + " has no account " + name + ".");
    }
}
