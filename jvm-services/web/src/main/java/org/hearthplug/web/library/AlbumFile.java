// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;

/**
 * An album on the disk: {@code Albums/<name>.m3u8} among its owner's files, a playlist with a path relative to it on each line, as many
 * players have known for decades, so that another computer shows the album too. What only the plug knows is in comments:
 * {@code #HEARTH-COVER} before the picture that stands for all, {@code #HEARTH-FILE <entity tag>} before each.
 */
final class AlbumFile {
    static final String FOLDER = "Albums";
    static final String SUFFIX = ".m3u8";

    private static final String HEAD = "#EXTM3U";
    private static final String COVER = "#HEARTH-COVER";
    private static final String TAG = "#HEARTH-FILE ";

    private AlbumFile() {}

    static byte[] write(Album album) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (Album.Item item : album.items()) {
            if (album.cover().filter(item.path()::equals).isPresent()) {
                text.append(COVER).append('\n');
            }
            if (!item.tag().isEmpty()) {
                text.append(TAG).append(item.tag()).append('\n');
            }
            text.append("../").append(String.join("/", item.path().names())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #write} or another program wrote; lines that lead to nothing among these files are left out, and all beyond {@code most}. */
    static Album read(byte[] bytes, int most) {
        List<Album.Item> items = new ArrayList<>();
        Set<FilePath> met = new HashSet<>();
        Optional<FilePath> cover = Optional.empty();
        boolean front = false;
        String tag = "";
        for (String raw : (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
            String line = raw.startsWith("\uFEFF") ? raw.substring(1) : raw;
            if (line.equals(COVER)) {
                front = true;
            } else if (line.startsWith(TAG)) {
                tag = line.substring(TAG.length());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Optional<FilePath> path = path(line);
                if (path.isPresent() && items.size() < most && met.add(path.get())) {
                    items.add(new Album.Item(path.get(), tag));
                    cover = front ? path : cover;
                }
                front = false;
                tag = "";
            }
        }
        return new Album(items, cover);
    }

    private static Optional<FilePath> path(String line) {
        if (line.startsWith("/")) {
            return Optional.empty();
        }
        Deque<String> names = new ArrayDeque<>(List.of(FOLDER));
        for (String name : line.split("/", -1)) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!name.equals(".")) {
                names.addLast(name);
            }
        }
        try {
            return names.isEmpty() ? Optional.empty() : Optional.of(FilePath.of(List.copyOf(names)));
        } catch (StorageException e) {
            return Optional.empty();
        }
    }
}
