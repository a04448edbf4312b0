// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An element of a small XML document. Attributes are kept only where they mean something to WebDAV: {@code xml:lang}. */
final class XmlElement {
    final String namespace;
    final String name;
    final String language;
    private final List<Object> content = new ArrayList<>();

    XmlElement(String namespace, String name, String language) {
        this.namespace = namespace;
        this.name = name;
        this.language = language;
    }

    void add(Object part) {
        content.add(part);
    }

    boolean is(String otherName) {
        return namespace.equals(Xml.DAV) && name.equals(otherName);
    }

    List<XmlElement> children() {
        return content.stream()
                .filter(XmlElement.class::isInstance)
                .map(XmlElement.class::cast)
                .toList();
    }

    /** Returns the first child of this name in WebDAV's namespace. */
    Optional<XmlElement> child(String childName) {
        return children().stream().filter(one -> one.is(childName)).findFirst();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Object part : content) {
            text.append(part instanceof XmlElement element ? element.text() : part);
        }
        return text.toString();
    }

    /** Writes the element so that it stands on its own, wherever it is put. */
    void write(StringBuilder out) {
        out.append("<X:").append(name);
        if (namespace.isEmpty()) {
            // A prefix cannot stand for no namespace: the element goes without one.
            out.setLength(out.length() - name.length() - 2);
            out.append(name).append(" xmlns=\"\"");
        } else {
            out.append(" xmlns:X=\"").append(Xml.escape(namespace)).append('"');
        }
        if (language != null) {
            out.append(" xml:lang=\"").append(Xml.escape(language)).append('"');
        }
        out.append('>');
        writeContent(out);
        out.append(namespace.isEmpty() ? "</" : "</X:").append(name).append('>');
    }

    void writeContent(StringBuilder out) {
        for (Object part : content) {
            if (part instanceof XmlElement element) {
                element.write(out);
            } else {
                out.append(Xml.escape(part.toString()));
            }
        }
    }
}
