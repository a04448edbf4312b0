// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.http.Problem;

/** Properties that programs store with an entry and the plug only keeps: XML elements in the entry's note. */
final class DeadProperties {
    private final List<XmlElement> all;

    private DeadProperties(List<XmlElement> all) {
        this.all = all;
    }

    static DeadProperties read(Space space, FilePath path) throws StorageException {
        Optional<String> note = space.note(path);
        if (note.isEmpty()) {
            return new DeadProperties(new ArrayList<>());
        }
        try {
            XmlElement root =
                    XmlReader.read(note.get().getBytes(StandardCharsets.UTF_8)).orElseThrow();
            return new DeadProperties(new ArrayList<>(root.children()));
        } catch (Problem damaged) {
            return new DeadProperties(new ArrayList<>());
        }
    }

    void write(Space space, FilePath path) throws StorageException {
        if (all.isEmpty()) {
            space.setNote(path, "");
            return;
        }
        StringBuilder text = new StringBuilder("<p>");
        all.forEach(one -> one.write(text));
        space.setNote(path, text.append("</p>").toString());
    }

    List<XmlElement> all() {
        return all;
    }

    Optional<XmlElement> find(XmlElement name) {
        return all.stream().filter(one -> same(one, name)).findFirst();
    }

    void set(XmlElement property) {
        remove(property);
        all.add(property);
    }

    void remove(XmlElement name) {
        all.removeIf(one -> same(one, name));
    }

    private static boolean same(XmlElement one, XmlElement other) {
        return one.name.equals(other.name) && one.namespace.equals(other.namespace);
    }
}
