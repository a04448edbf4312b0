// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.files.Transfers;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code /dav/…} for one signed-in program. */
public final class DavEndpoint {
    private static final String ALLOW =
            "OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK";
    private static final Set<String> READING = Set.of("OPTIONS", "GET", "HEAD", "PROPFIND");

    private final Transfers transfers;
    private final DavLocks table = new DavLocks(System::nanoTime);

    /** Shares the bounds on uploads and downloads with the page. */
    public DavEndpoint(Transfers transfers) {
        this.transfers = transfers;
    }

    /** Answers one request. */
    public void serve(Exchange exchange, Space space) throws IOException {
        SpaceLocks locks = new SpaceLocks(table, space);
        FilePath path = DavPaths.of(exchange.target());
        IfHeader conditions = IfHeader.parse(exchange.header("If"));
        requireHolds(exchange, space, locks, path, conditions);
        if (READING.contains(exchange.method())) {
            read(exchange, space, locks, path);
        } else {
            change(exchange, space, locks, path, conditions);
        }
    }

    private void read(Exchange exchange, Space space, SpaceLocks locks, FilePath path) throws IOException {
        switch (exchange.method()) {
            case "OPTIONS" -> {
                exchange.set("DAV", "1, 2, 3");
                exchange.set("MS-Author-Via", "DAV");
                exchange.set("Allow", ALLOW);
                exchange.empty(200);
            }
            case "PROPFIND" -> new PropFind(exchange, space, new LiveProperties(space, locks)).answer(path);
            default -> get(exchange, space, path);
        }
    }

    private void change(Exchange exchange, Space space, SpaceLocks locks, FilePath path, IfHeader conditions)
            throws IOException {
        Set<String> tokens = conditions.tokens;
        switch (exchange.method()) {
            case "PUT" -> put(exchange, space, locks, path, tokens);
            case "MKCOL" -> mkcol(exchange, space, locks, path, tokens);
            case "DELETE" -> {
                locks.require(path, true, true, tokens);
                space.delete(path);
                locks.gone(path);
                exchange.empty(204);
            }
            case "COPY", "MOVE" -> new CopyMove(exchange, space, locks).run(path, tokens);
            case "PROPPATCH" -> {
                locks.require(path, false, false, tokens);
                new PropPatch(space).answer(exchange, path);
            }
            case "LOCK" -> new LockMethods(space, locks).lock(exchange, path, conditions);
            case "UNLOCK" -> new LockMethods(space, locks).unlock(exchange, path);
            default ->
                throw new Problem(405, "WebDAV has no such method here. Use one of: " + ALLOW + ".")
                        .header("Allow", ALLOW);
        }
    }

    private void get(Exchange exchange, Space space, FilePath path) throws IOException {
        if (space.stat(path).type() == Entry.Type.FOLDER) {
            String text =
                    "This address is for WebDAV programs. To see the folder in a browser, open the plug's start page.\n";
            exchange.send(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        transfers.download(exchange, space, path);
    }

    private void put(Exchange exchange, Space space, SpaceLocks locks, FilePath path, Set<String> tokens)
            throws IOException {
        if (exchange.target().folder()) {
            throw notAFile();
        }
        if (!locks.none()) {
            locks.require(path, space.find(path).isEmpty(), false, tokens);
        }
        Upload.Stored stored;
        try {
            stored = transfers.upload(exchange, space, path);
        } catch (StorageException e) {
            boolean there = e.kind() == StorageException.Kind.EXISTS
                    && space.find(path)
                            .filter(entry -> entry.type() != Entry.Type.FILE)
                            .isPresent();
            if (there) {
                throw notAFile();
            }
            throw e;
        }
        exchange.set("ETag", '"' + stored.entry().etag() + '"');
        exchange.empty(stored.created() ? 201 : 204);
    }

    private static Problem notAFile() {
        return new Problem(405, "A file cannot take the place of a folder. Choose another name.")
                .header("Allow", ALLOW);
    }

    private static void mkcol(Exchange exchange, Space space, SpaceLocks locks, FilePath path, Set<String> tokens)
            throws IOException {
        if (exchange.readBody().length > 0) {
            throw new Problem(415, "MKCOL takes no body. Make the folder first, then fill it.");
        }
        locks.require(path, true, false, tokens);
        if (path.isRoot() || space.find(path).isPresent()) {
            throw new Problem(405, "There is something of this name already. Choose another.").header("Allow", ALLOW);
        }
        space.makeFolder(path);
        exchange.empty(201);
    }

    /** Problem 412 unless one of the header's alternatives holds. */
    private static void requireHolds(
            Exchange exchange, Space space, SpaceLocks locks, FilePath path, IfHeader conditions) throws IOException {
        if (conditions.alternatives.isEmpty()) {
            return;
        }
        for (IfHeader.Conditions alternative : conditions.alternatives) {
            FilePath resource = path;
            if (alternative.resource().isPresent()) {
                resource = DavPaths.resolve(exchange, alternative.resource().get());
            }
            if (holds(space, locks, resource, alternative)) {
                return;
            }
        }
        throw new Problem(412, "The file is not in the state that the program expected. Reload it and try again.");
    }

    private static boolean holds(Space space, SpaceLocks locks, FilePath path, IfHeader.Conditions conditions)
            throws IOException {
        for (IfHeader.Condition condition : conditions.all()) {
            boolean holds = condition.token() != null
                    ? locks.isLockedBy(path, condition.token())
                    : space.find(path)
                            .filter(entry -> condition.etag().equals('"' + entry.etag() + '"'))
                            .isPresent();
            if (holds == condition.negated()) {
                return false;
            }
        }
        return true;
    }
}
