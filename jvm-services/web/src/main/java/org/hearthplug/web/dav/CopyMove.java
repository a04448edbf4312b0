// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code COPY} and {@code MOVE}. A file gives way to a file in one step; a folder that is overwritten goes to the bin first. */
final class CopyMove {
    private final Exchange exchange;
    private final Space space;
    private final SpaceLocks locks;

    CopyMove(Exchange exchange, Space space, SpaceLocks locks) {
        this.exchange = exchange;
        this.space = space;
        this.locks = locks;
    }

    void run(FilePath from, Set<String> tokens) throws IOException {
        boolean move = exchange.method().equals("MOVE");
        FilePath to = DavPaths.resolve(exchange, exchange.header("Destination"));
        boolean overwrite = !"F".equalsIgnoreCase(exchange.header("Overwrite"));
        boolean deep = deep(move);
        Entry source = space.stat(from);
        if (from.equals(to) || to.startsWith(from) || from.startsWith(to)) {
            throw new Problem(403, "Source and destination lie in each other. Choose another destination.");
        }
        if (move) {
            locks.require(from, true, true, tokens);
        }
        Optional<Entry> target = space.find(to);
        locks.require(to, target.isEmpty(), target.isPresent(), tokens);
        if (target.isPresent()) {
            if (!overwrite) {
                throw new Problem(
                        412,
                        "There is something at the destination already. Allow it to be replaced, or choose another.");
            }
            if (source.type() != Entry.Type.FILE || target.get().type() != Entry.Type.FILE) {
                space.delete(to);
                locks.gone(to);
            }
        }
        if (move) {
            space.move(from, to, true);
            locks.gone(from);
        } else {
            space.copy(from, to, deep, true);
        }
        exchange.empty(target.isPresent() ? 204 : 201);
    }

    private boolean deep(boolean move) {
        String depth = exchange.header("Depth");
        if (depth == null || depth.equalsIgnoreCase("infinity")) {
            return true;
        }
        if (depth.equals("0") && !move) {
            return false;
        }
        throw new Problem(400, "COPY takes “Depth: 0” or “Depth: infinity”, MOVE only the latter. Send one of these.");
    }
}
