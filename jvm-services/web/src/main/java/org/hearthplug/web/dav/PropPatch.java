// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code PROPPATCH}: sets and removes properties of an entry, all of them or none. */
final class PropPatch {
    private final Space space;

    private record Change(XmlElement property, boolean set) {}

    PropPatch(Space space) {
        this.space = space;
    }

    void answer(Exchange exchange, FilePath path) throws IOException {
        List<Change> changes = read(exchange.readBody());
        Entry entry = space.stat(path);
        boolean refused = changes.stream().anyMatch(change -> LiveProperties.isGuarded(change.property()));
        if (!refused) {
            DeadProperties dead = DeadProperties.read(space, path);
            for (Change change : changes) {
                if (change.set()) {
                    dead.set(change.property());
                } else {
                    dead.remove(change.property());
                }
            }
            dead.write(space, path);
        }
        StringBuilder out = new StringBuilder(Xml.PROLOGUE)
                .append("<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>")
                .append(DavPaths.href(path, entry.type() == Entry.Type.FOLDER))
                .append("</D:href>");
        for (Change change : changes) {
            boolean guarded = LiveProperties.isGuarded(change.property());
            out.append("<D:propstat><D:prop>");
            new XmlElement(change.property().namespace, change.property().name, null).write(out);
            out.append("</D:prop><D:status>HTTP/1.1 ")
                    .append(guarded ? "403 Forbidden" : refused ? "424 Failed Dependency" : "200 OK")
                    .append("</D:status></D:propstat>");
        }
        out.append("</D:response></D:multistatus>");
        exchange.send(207, Xml.TYPE, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Change> read(byte[] body) {
        List<Change> changes = new ArrayList<>();
        XmlReader.read(body).filter(root -> root.is("propertyupdate")).ifPresent(root -> {
            for (XmlElement action : root.children()) {
                boolean set = action.is("set");
                if (set || action.is("remove")) {
                    for (XmlElement prop : action.children()) {
                        if (prop.is("prop")) {
                            prop.children().forEach(one -> changes.add(new Change(one, set)));
                        }
                    }
                }
            }
        });
        if (changes.isEmpty()) {
            throw new Problem(400, "PROPPATCH's body must set or remove a property. Use another WebDAV client.");
        }
        return changes;
    }
}
