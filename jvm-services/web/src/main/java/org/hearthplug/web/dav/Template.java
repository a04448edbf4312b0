// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;

/** What is told of each file, or folder, of a large one: what is alike of all is put together once. */
final class Template {
    private final LiveProperties live;
    private final List<String> properties = new ArrayList<>();

    /** What goes before each property's value, and after the last. */
    private final List<StringBuilder> between = new ArrayList<>(List.of(new StringBuilder()));

    private String[] names = {};
    private String[] texts = {};

    Template(LiveProperties live) {
        this.live = live;
    }

    void text(String text) {
        between.getLast().append(text);
    }

    /** Adds a property that files, or folders, have. */
    void property(String name, boolean folder) {
        text("<D:" + name + ">");
        String fixed = LiveProperties.fixed(name, folder);
        if (fixed != null) {
            text(fixed);
        } else {
            properties.add(name);
            between.add(new StringBuilder());
        }
        text("</D:" + name + ">");
    }

    /** Adds the last text; from now on it can be written. */
    Template end(String text) {
        text(text);
        names = properties.toArray(String[]::new);
        texts = between.stream().map(StringBuilder::toString).toArray(String[]::new);
        return this;
    }

    void write(FilePath path, Entry entry, StringBuilder out) throws IOException {
        for (int i = 0; i < names.length; i++) {
            out.append(texts[i]);
            live.writeValue(names[i], path, entry, out);
        }
        out.append(texts[names.length]);
    }
}
