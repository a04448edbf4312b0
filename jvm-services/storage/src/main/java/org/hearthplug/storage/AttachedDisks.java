// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.StorageException.Kind;

/** The disks that are there beside the plug's own, each a storage with one space. Safe for many threads. */
final class AttachedDisks {
    /** A space on a disk. */
    private record Attached(Storage storage, Space space) {}

    private final Map<String, Attached> byAccount = new HashMap<>();

    synchronized void put(String account, Storage storage, Space space) {
        byAccount.put(account, new Attached(storage, space));
    }

    synchronized void remove(String account) {
        byAccount.remove(account);
    }

    synchronized Optional<Space> find(String account) {
        return Optional.ofNullable(byAccount.get(account)).map(Attached::space);
    }

    Space space(String account) throws IOException {
        return find(account)
                .orElseThrow(() -> new StorageException(
                        Kind.NOT_FOUND, "The disk with these files is not there now. Plug it in and try again."));
    }

    /** The storage that a space is on. @throws StorageException NOT_FOUND when it is not there now */
    synchronized Storage storage(String account) throws IOException {
        space(account);
        return byAccount.get(account).storage;
    }

    synchronized List<String> accounts() {
        return List.copyOf(byAccount.keySet());
    }

    /** Those that take changes. */
    synchronized List<Storage> writable() {
        List<Storage> found = new ArrayList<>();
        for (Attached one : byAccount.values()) {
            if (one.storage.writable()) {
                found.add(one.storage);
            }
        }
        return found;
    }
}
