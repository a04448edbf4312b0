// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.restic;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The repositories that are in use, one {@link Vault} for each: what is asked for and not there takes no memory. Safe for many threads. */
final class Vaults {
    private final Map<Path, Vault> inUse = new HashMap<>();

    /** Returns the repository in a folder, if there is one. */
    Optional<Vault> find(Path folder) {
        Vault vault = new Vault(folder);
        return vault.exists() ? Optional.of(use(vault)) : Optional.empty();
    }

    /** What lies half done in a repository before anything could come into it is a power cut's. */
    private synchronized Vault use(Vault vault) {
        Vault known = inUse.putIfAbsent(vault.root(), vault);
        if (known == null) {
            vault.clearTemporary();
        }
        return known == null ? vault : known;
    }

    synchronized int size() {
        return inUse.size();
    }
}
