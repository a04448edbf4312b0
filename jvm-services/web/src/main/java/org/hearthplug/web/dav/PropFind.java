// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;

/** {@code PROPFIND}: properties of an entry, or of it and those in it. Folders of any size stream out, in the order of the disk. */
final class PropFind {
    /** Two TLS records. */
    private static final int FLUSH_CHARS = 32 * 1024;

    private static final String BEGIN = "</D:href><D:propstat><D:prop>";

    private enum What {
        ALL,
        NAMES,
        SOME
    }

    private final Exchange exchange;
    private final Space space;
    private final LiveProperties live;
    private final What what;
    private final List<Wanted> wanted;
    private final boolean needsPath;
    private final Optional<Template> ofFiles;
    private final Optional<Template> ofFolders;
    private final StringBuilder out = new StringBuilder(FLUSH_CHARS + 4096);

    /**
     * A property that was asked for, judged once and not at each entry.
     *
     * @param missing how it is told of those that do not have it
     */
    private record Wanted(XmlElement property, boolean ofFiles, boolean ofFolders, boolean guarded, String missing) {
        static Wanted of(XmlElement property) {
            StringBuilder missing = new StringBuilder();
            new XmlElement(property.namespace, property.name, null).write(missing);
            return new Wanted(
                    property,
                    LiveProperties.has(property, false),
                    LiveProperties.has(property, true),
                    LiveProperties.isGuarded(property),
                    missing.toString());
        }

        boolean live(Entry entry) {
            return entry.type() == Entry.Type.FOLDER ? ofFolders : ofFiles;
        }
    }

    PropFind(Exchange exchange, Space space, LiveProperties live) throws IOException {
        this.exchange = exchange;
        this.space = space;
        this.live = live;
        Optional<XmlElement> body = XmlReader.read(exchange.readBody());
        if (body.isPresent() && !body.get().is("propfind")) {
            throw new Problem(400, "PROPFIND's body must be a “propfind” element. Use another WebDAV client.");
        }
        List<XmlElement> asked;
        Optional<XmlElement> prop = body.flatMap(one -> one.child("prop"));
        if (prop.isPresent()) {
            what = What.SOME;
            asked = prop.get().children();
        } else {
            boolean names = body.flatMap(one -> one.child("propname")).isPresent();
            if (body.isPresent() && !names && body.get().child("allprop").isEmpty()) {
                throw new Problem(400, "PROPFIND asks for “prop”, “propname” or “allprop”. Use another WebDAV client.");
            }
            what = names ? What.NAMES : What.ALL;
            asked = body.flatMap(one -> one.child("include"))
                    .map(XmlElement::children)
                    .orElse(List.of());
        }
        wanted = asked.stream().map(Wanted::of).toList();
        needsPath = what != What.SOME
                || wanted.stream()
                        .anyMatch(one -> !one.guarded() || one.property().is("lockdiscovery"));
        ofFiles = template(false);
        ofFolders = template(true);
    }

    /** Empty when what is asked is to be looked up at each entry. */
    private Optional<Template> template(boolean folder) {
        if (what != What.SOME || wanted.stream().anyMatch(one -> !one.guarded())) {
            return Optional.empty();
        }
        Template template = new Template(live);
        StringBuilder missing = new StringBuilder();
        template.text(BEGIN);
        for (Wanted one : wanted) {
            if (folder ? one.ofFolders() : one.ofFiles()) {
                template.property(one.property().name, folder);
            } else {
                missing.append(one.missing());
            }
        }
        return Optional.of(template.end(end(missing)));
    }

    void answer(FilePath path) throws IOException {
        Entry entry = space.stat(path);
        boolean children = depth() == 1 && entry.type() == Entry.Type.FOLDER;
        exchange.response().setStatus(207);
        exchange.set("Content-Type", Xml.TYPE);
        exchange.set("Cache-Control", "no-store");
        out.append(Xml.PROLOGUE).append("<D:multistatus xmlns:D=\"DAV:\">");
        describe(path, entry, DavPaths.href(path, entry.type() == Entry.Type.FOLDER));
        if (children) {
            describeChildren(path);
        }
        out.append("</D:multistatus>");
        exchange.write(true, bytes());
    }

    private void describeChildren(FilePath path) throws IOException {
        String above = DavPaths.href(path, true);
        StringBuilder href = new StringBuilder();
        try {
            space.visit(path, child -> {
                try {
                    href.setLength(0);
                    DavPaths.encode(child.name(), href.append(above));
                    if (child.type() == Entry.Type.FOLDER) {
                        href.append('/');
                    }
                    describe(needsPath ? path.child(child.name()) : path, child, href);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private int depth() {
        String depth = exchange.header("Depth");
        if ("0".equals(depth)) {
            return 0;
        }
        if ("1".equals(depth)) {
            return 1;
        }
        throw new Problem(403, "The plug lists one folder at a time. Ask with “Depth: 0” or “Depth: 1”.");
    }

    /** {@code path} is the entry's own where {@code needsPath}. */
    private void describe(FilePath path, Entry entry, CharSequence href) throws IOException {
        if (entry.type() == Entry.Type.OTHER) {
            return;
        }
        out.append("<D:response><D:href>").append(href);
        Optional<Template> template = entry.type() == Entry.Type.FOLDER ? ofFolders : ofFiles;
        if (template.isPresent()) {
            template.get().write(path, entry, out);
        } else {
            lookUp(path, entry);
        }
        if (out.length() > FLUSH_CHARS) {
            exchange.write(false, bytes());
        }
    }

    private void lookUp(FilePath path, Entry entry) throws IOException {
        StringBuilder missing = new StringBuilder();
        out.append(BEGIN);
        switch (what) {
            case NAMES -> names(path, entry);
            case ALL -> {
                for (String name : LiveProperties.ALL) {
                    if (LiveProperties.has(name, entry.type() == Entry.Type.FOLDER)) {
                        live.write(name, path, entry, out);
                    }
                }
                DeadProperties.read(space, path).all().forEach(one -> one.write(out));
                some(path, entry, missing);
            }
            case SOME -> some(path, entry, missing);
        }
        out.append(end(missing));
    }

    private static String end(StringBuilder missing) {
        String rest = missing.isEmpty()
                ? ""
                : "<D:propstat><D:prop>" + missing
                        + "</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>";
        return "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>" + rest + "</D:response>\n";
    }

    private void names(FilePath path, Entry entry) throws IOException {
        for (String name : LiveProperties.ALL) {
            if (LiveProperties.has(name, entry.type() == Entry.Type.FOLDER)) {
                out.append("<D:").append(name).append("/>");
            }
        }
        for (XmlElement dead : DeadProperties.read(space, path).all()) {
            new XmlElement(dead.namespace, dead.name, null).write(out);
        }
    }

    private void some(FilePath path, Entry entry, StringBuilder missing) throws IOException {
        DeadProperties dead = null;
        for (int i = 0; i < wanted.size(); i++) {
            Wanted one = wanted.get(i);
            if (one.live(entry)) {
                live.write(one.property().name, path, entry, out);
                continue;
            }
            if (dead == null && !one.guarded()) {
                dead = DeadProperties.read(space, path);
            }
            Optional<XmlElement> found = one.guarded() ? Optional.empty() : dead.find(one.property());
            if (found.isPresent()) {
                found.get().write(out);
            } else {
                missing.append(one.missing());
            }
        }
    }

    private ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
        out.setLength(0);
        return bytes;
    }
}
