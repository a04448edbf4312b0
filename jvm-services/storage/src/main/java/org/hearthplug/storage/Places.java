// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds on the disk what {@link History} calls a place; never outside the account's folders, whatever a damaged journal says. */
final class Places {
    private final Path files;
    private final Path former;
    private final Path bin;

    /** A folder that the plug made, and a path in it. */
    private record Spot(Path root, FilePath path) {}

    Places(Path files, Path former, Path bin) {
        this.files = files;
        this.former = former;
        this.bin = bin;
    }

    private Spot spot(String place) throws StorageException {
        if (place.isEmpty()) {
            return new Spot(files, FilePath.ROOT);
        }
        if (place.startsWith("/")) {
            return new Spot(files, path(place.substring(1)));
        }
        if (place.startsWith(History.FORMER)) {
            return new Spot(former, path(place.substring(History.FORMER.length())));
        }
        FilePath inside = path(place.startsWith(History.BIN) ? place.substring(History.BIN.length()) : "");
        List<String> rest = inside.names().subList(1, inside.names().size());
        return new Spot(bin.resolve(inside.names().getFirst()).resolve("item"), FilePath.of(rest));
    }

    private static FilePath path(String names) throws StorageException {
        return FilePath.of(List.of(names.split("/", -1)));
    }

    String name(String place) throws StorageException {
        return spot(place).path().name();
    }

    /** Opens the folder that is at a place. */
    Folder folder(String place) throws IOException {
        Spot spot = spot(place);
        return Folder.open(spot.root(), spot.path());
    }

    /** Opens the folder that holds what is at a place. */
    Folder folderOf(String place) throws IOException {
        Spot spot = spot(place);
        return Folder.open(spot.root(), spot.path().parent());
    }

    /** Looks up what is at a place; empty when nothing is, or the place is none of this account's. */
    Optional<Entry> stat(String place) throws IOException {
        try (Folder folder = folderOf(place)) {
            return folder.stat(name(place));
        } catch (LinuxFolders.Errno e) {
            return Optional.empty();
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NAME_INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns when what is at a place was made, under whatever name; the time of its last change where the disk does not know that. */
    Instant born(String place) throws IOException {
        try (Folder folder = folderOf(place)) {
            return ((FileTime)
                            Files.getAttribute(folder.resolve(name(place)), "creationTime", LinkOption.NOFOLLOW_LINKS))
                    .toInstant();
        }
    }

    static Entry named(Entry entry, String name) {
        return new Entry(name, entry.type(), entry.bytes(), entry.modified(), entry.etag());
    }
}
