// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.Upload;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code LOCK} and {@code UNLOCK}. */
final class LockMethods {
    private static final long DEFAULT_SECONDS = 600;
    private static final int MAX_OWNER = 1000;

    private final Space space;
    private final SpaceLocks locks;

    LockMethods(Space space, SpaceLocks locks) {
        this.space = space;
        this.locks = locks;
    }

    void lock(Exchange exchange, FilePath path, IfHeader conditions) throws IOException {
        Optional<XmlElement> body = XmlReader.read(exchange.readBody());
        long seconds = seconds(exchange.header("Timeout"));
        if (body.isEmpty()) {
            answer(exchange, 200, locks.refresh(path, conditions.tokens, seconds));
            return;
        }
        XmlElement info = body.get();
        Optional<XmlElement> scope = info.child("lockscope");
        boolean shared = scope.flatMap(one -> one.child("shared")).isPresent();
        boolean exclusive = scope.flatMap(one -> one.child("exclusive")).isPresent();
        if (!info.is("lockinfo")
                || shared == exclusive
                || info.child("locktype").flatMap(one -> one.child("write")).isEmpty()) {
            throw new Problem(
                    400, "LOCK's body must ask for one shared or exclusive write lock. Use another WebDAV client.");
        }
        boolean deep = deep(exchange.header("Depth"));
        boolean there = exists(path);
        if (!there) {
            locks.require(path, true, false, conditions.tokens);
        }
        DavLock lock = locks.lock(path, exclusive, deep, owner(info), seconds);
        boolean created = false;
        try {
            created = !there && create(path);
        } finally {
            if (!there && !created) {
                locks.gone(path);
            }
        }
        exchange.set("Lock-Token", "<" + lock.token() + ">");
        answer(exchange, created ? 201 : 200, lock);
    }

    void unlock(Exchange exchange, FilePath path) throws IOException {
        String token = exchange.header("Lock-Token");
        if (token == null || !token.strip().startsWith("<") || !token.strip().endsWith(">")) {
            throw new Problem(400, "UNLOCK needs the “Lock-Token” that LOCK gave. Send it in angle brackets.");
        }
        String inner = token.strip().substring(1, token.strip().length() - 1);
        locks.unlock(path, inner);
        exchange.empty(204);
    }

    private boolean exists(FilePath path) throws StorageException {
        try {
            space.stat(path);
            return true;
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** RFC 4918 section 7.3: locking a name that is free makes an empty file, so that nobody else takes it. */
    private boolean create(FilePath path) throws StorageException {
        try (Upload upload = space.upload(path, Condition.ABSENT, 0)) {
            return upload.commit().created();
        }
    }

    private void answer(Exchange exchange, int status, DavLock lock) throws IOException {
        StringBuilder out = new StringBuilder(Xml.PROLOGUE).append("<D:prop xmlns:D=\"DAV:\"><D:lockdiscovery>");
        lock.write(out, DavPaths.href(locks.shown(lock), false), locks.now());
        out.append("</D:lockdiscovery></D:prop>");
        exchange.send(status, Xml.TYPE, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String owner(XmlElement info) {
        StringBuilder owner = new StringBuilder();
        info.child("owner").ifPresent(one -> one.write(owner));
        return owner.length() > MAX_OWNER ? "" : owner.toString();
    }

    private static boolean deep(String depth) {
        if (depth == null || depth.equalsIgnoreCase("infinity")) {
            return true;
        }
        if (depth.equals("0")) {
            return false;
        }
        throw new Problem(400, "LOCK takes “Depth: 0” or “Depth: infinity”. Send one of these.");
    }

    private static long seconds(String timeout) {
        if (timeout != null) {
            for (String one : timeout.toLowerCase(Locale.ROOT).split(",")) {
                String asked = one.strip();
                if (asked.equals("infinite")) {
                    return DavLocks.MAX_SECONDS;
                }
                if (asked.matches("second-\\d{1,10}")) {
                    return Long.parseLong(asked.substring(7));
                }
            }
        }
        return DEFAULT_SECONDS;
    }
}
