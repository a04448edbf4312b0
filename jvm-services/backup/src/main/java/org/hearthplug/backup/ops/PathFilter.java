// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which paths of a snapshot are wanted: the given ones, what is below them, and the folders on the way. */
final class PathFilter {
    private final List<List<byte[]>> wanted;

    private PathFilter(List<List<byte[]>> wanted) {
        this.wanted = wanted;
    }

    static PathFilter of(List<String> paths) {
        List<List<byte[]>> wanted = new ArrayList<>();
        for (String path : paths) {
            List<byte[]> parts = BytePath.components(path.getBytes(StandardCharsets.UTF_8));
            if (parts.isEmpty()) {
                return all();
            }
            wanted.add(parts);
        }
        return wanted.isEmpty() ? all() : new PathFilter(wanted);
    }

    static PathFilter all() {
        return new PathFilter(null);
    }

    boolean isAll() {
        return wanted == null;
    }

    /** The filter for what is below a name; null if neither the name nor anything below is wanted. */
    PathFilter below(byte[] name) {
        if (wanted == null) {
            return this;
        }
        List<List<byte[]>> rest = new ArrayList<>();
        for (List<byte[]> parts : wanted) {
            if (Arrays.equals(parts.getFirst(), name)) {
                if (parts.size() == 1) {
                    return all();
                }
                rest.add(parts.subList(1, parts.size()));
            }
        }
        return rest.isEmpty() ? null : new PathFilter(rest);
    }
}
