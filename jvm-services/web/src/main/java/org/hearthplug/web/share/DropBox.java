// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import java.io.IOException;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.files.NumberedNames;
import org.hearthplug.web.files.Transfers;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/**
 * A folder that guests put files into and do not look into: neither its names nor whether one is taken can be found out. A name that is
 * taken gets a number, which is not told.
 */
final class DropBox {
    private static final int AT_ONCE = 100;

    private final Shares shares;
    private final Transfers transfers;

    DropBox(Shares shares, Transfers transfers) {
        this.shares = shares;
        this.transfers = transfers;
    }

    void take(Exchange exchange, Space space, Share share, List<String> asked) throws IOException {
        if (!exchange.method().equals("PUT") || !asked.getFirst().equals("files")) {
            throw new Problem(403, "This link only takes files in. Put one with PUT below “files”.")
                    .header("Allow", "PUT");
        }
        if (asked.size() != 2 || exchange.target().folder()) {
            throw new Problem(400, "Send one file by its name, without folders.");
        }
        long length = exchange.announcedLength();
        if (length < 0) {
            throw new Problem(411, "Say how long the file is, with Content-Length.");
        }
        String name = asked.getLast();
        FilePath.of(List.of(name));
        shares.reserve(share, length);
        boolean stored = false;
        try {
            store(exchange, space, share, name);
            stored = true;
        } finally {
            shares.settle(share, length, stored);
        }
        exchange.json(201, Map.of("name", name, "bytes", length));
    }

    private void store(Exchange exchange, Space space, Share share, String name) throws IOException {
        try {
            FilePath target = share.path().child(free(seen -> space.visit(share.path(), seen), name));
            transfers.upload(exchange, space, target, Condition.ABSENT);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.PRECONDITION || e.kind() == StorageException.Kind.NAME_CONFLICT) {
                throw new Problem(503, "Somebody sent a file of this name just now. Send it again.").retryAfter(1);
            }
            throw e;
        }
    }

    /** Reads a whole folder. */
    @FunctionalInterface
    interface Reading {
        void each(Consumer<Entry> seen) throws StorageException;
    }

    /** Reads the folder once for the name, then once for each hundred numbers: how many of one name there are is for the guests to decide. */
    static String free(Reading folder, String name) throws StorageException {
        for (int first = 1, many = 1; ; first += many, many = AT_ONCE) {
            Map<String, String> free = new LinkedHashMap<>();
            for (int i = first; i < first + many; i++) {
                String candidate = i == 1 ? name : NumberedNames.numbered(name, i);
                free.put(key(candidate), candidate);
            }
            folder.each(entry -> free.remove(key(entry.name())));
            if (!free.isEmpty()) {
                return free.values().iterator().next();
            }
        }
    }

    private static String key(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        return Normalizer.normalize(composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
