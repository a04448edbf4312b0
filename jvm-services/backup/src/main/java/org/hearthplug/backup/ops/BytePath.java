// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Paths as bytes, as Linux has them. */
final class BytePath {
    static final byte[] ROOT = {'/'};

    private BytePath() {}

    /** A folder's path and a name in it. */
    static byte[] join(byte[] folder, byte[] name) {
        boolean slash = folder.length > 0 && folder[folder.length - 1] != '/';
        byte[] path = Arrays.copyOf(folder, folder.length + (slash ? 1 : 0) + name.length);
        if (slash) {
            path[folder.length] = '/';
        }
        System.arraycopy(name, 0, path, path.length - name.length, name.length);
        return path;
    }

    /** The bytes of a Java path. */
    static byte[] of(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The components of a path with slashes. */
    static List<byte[]> components(byte[] path) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                if (i > from) {
                    parts.add(Arrays.copyOfRange(path, from, i));
                }
                from = i + 1;
            }
        }
        return parts;
    }

    /** For people. */
    static String show(byte[] path) {
        return new String(path, StandardCharsets.UTF_8);
    }
}
