// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The given paths as a tree: folders on the way hold only what leads to a source; a source holds everything. */
final class SourceTree {
    private final Map<byte[], SourceTree> children = new TreeMap<>(Arrays::compareUnsigned);
    private boolean source;

    static SourceTree of(List<Path> sources) {
        SourceTree root = new SourceTree();
        for (Path path : sources) {
            SourceTree at = root;
            for (byte[] part : BytePath.components(BytePath.of(path.normalize()))) {
                at = at.children.computeIfAbsent(part, p -> new SourceTree());
            }
            at.source = true;
        }
        return root;
    }

    boolean source() {
        return source;
    }

    Map<byte[], SourceTree> children() {
        return children;
    }
}
