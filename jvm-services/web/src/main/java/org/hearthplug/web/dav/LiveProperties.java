// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.web.http.HttpDates;
import org.hearthplug.web.page.MediaTypes;

/** Properties that the plug itself knows: RFC 4918 section 15 and the quota of RFC 4331. */
final class LiveProperties {
    /** What {@code allprop} tells; the quota is asked by name only, as its RFC wants. */
    static final List<String> ALL = List.of(
            "creationdate",
            "displayname",
            "getcontentlength",
            "getcontenttype",
            "getetag",
            "getlastmodified",
            "lockdiscovery",
            "resourcetype",
            "supportedlock");

    private static final Set<String> QUOTA = Set.of("quota-available-bytes", "quota-used-bytes");
    private static final Set<String> OF_FILES = Set.of("getcontentlength", "getcontenttype", "getetag");
    private static final String LOCK_KINDS =
            "<D:lockentry><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>"
                    + "<D:lockentry><D:lockscope><D:shared/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>";

    private final Space space;
    private final SpaceLocks locks;
    private final HttpDates dates = new HttpDates();

    LiveProperties(Space space, SpaceLocks locks) {
        this.space = space;
        this.locks = locks;
    }

    /** Returns whether the plug guards a property of this name: programs cannot set it. */
    static boolean isGuarded(XmlElement property) {
        return property.namespace.equals(Xml.DAV) && (ALL.contains(property.name) || QUOTA.contains(property.name));
    }

    /** Returns whether folders, or else files, have a property. */
    static boolean has(XmlElement property, boolean folder) {
        return property.namespace.equals(Xml.DAV)
                && (ALL.contains(property.name) && has(property.name, folder)
                        || QUOTA.contains(property.name) && folder);
    }

    /** The same of one of {@link #ALL}. */
    static boolean has(String name, boolean folder) {
        return !folder || !OF_FILES.contains(name);
    }

    /** Writes {@code <D:name>value</D:name>}. */
    void write(String name, FilePath path, Entry entry, StringBuilder out) throws IOException {
        out.append("<D:").append(name).append('>');
        String fixed = fixed(name, entry.type() == Entry.Type.FOLDER);
        if (fixed != null) {
            out.append(fixed);
        } else {
            writeValue(name, path, entry, out);
        }
        out.append("</D:").append(name).append('>');
    }

    /** Returns what a property is of every file, or of every folder; null for one that differs among them. */
    static String fixed(String name, boolean folder) {
        return switch (name) {
            case "resourcetype" -> folder ? "<D:collection/>" : "";
            case "supportedlock" -> LOCK_KINDS;
            default -> null;
        };
    }

    /** Writes what a property is that is not {@link #fixed}. */
    void writeValue(String name, FilePath path, Entry entry, StringBuilder out) throws IOException {
        switch (name) {
            case "creationdate" ->
                out.append(DateTimeFormatter.ISO_INSTANT.format(
                        entry.modified().truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC)));
            case "displayname" -> out.append(Xml.escape(entry.name().isEmpty() ? "Hearth" : entry.name()));
            case "getcontentlength" -> out.append(entry.bytes());
            case "getcontenttype" -> out.append(MediaTypes.ofFile(entry.name()));
            case "getetag" -> out.append("&quot;").append(entry.etag()).append("&quot;");
            case "getlastmodified" -> dates.write(entry.modified(), out);
            case "lockdiscovery" -> writeLocks(path, out);
            case "quota-available-bytes" -> out.append(space.spareBytes(path));
            case "quota-used-bytes" -> out.append(space.usedBytes(path));
            default -> throw new IllegalArgumentException(name);
        }
    }

    private void writeLocks(FilePath path, StringBuilder out) {
        for (DavLock lock : locks.covering(path)) {
            lock.write(out, DavPaths.href(locks.shown(lock), lock.deep()), locks.now());
        }
    }
}
