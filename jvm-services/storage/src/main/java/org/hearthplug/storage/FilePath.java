// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an entry is in a person's space: names from the space's root, each valid by construction, so that no path can lead outside.
 *
 * @param names the names from the root down; empty for the root itself; at most {@value #MAX_DEPTH}
 */
public record FilePath(List<String> names) {
    /** How deep folders can be nested. */
    public static final int MAX_DEPTH = 64;

    private static final String TOO_DEEP = "Folders are nested deeper than " + MAX_DEPTH + ". Use fewer levels.";

    /** The root of a space. */
    public static final FilePath ROOT = new FilePath(List.of());

    /** Throws {@link IllegalArgumentException} when a name cannot be used; names that people sent go through {@link #of}. */
    public FilePath {
        names = List.copyOf(names);
        for (String name : names) {
            String problem = Names.problem(name);
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
        }
    }

    /**
     * Makes a path of names.
     *
     * @throws StorageException of kind {@code NAME_INVALID} when a name cannot be used (see {@code ARCHITECTURE.md}, Names)
     */
    public static FilePath of(List<String> names) throws StorageException {
        if (names.size() > MAX_DEPTH) {
            throw new StorageException(StorageException.Kind.NAME_INVALID, TOO_DEEP);
        }
        for (String name : names) {
            String problem = Names.problem(name);
            if (problem != null) {
                throw new StorageException(StorageException.Kind.NAME_INVALID, problem);
            }
        }
        return new FilePath(names);
    }

    /** Returns whether this is the root of a space. */
    public boolean isRoot() {
        return names.isEmpty();
    }

    /** Returns the last name; the root has none. */
    public String name() {
        return names.getLast();
    }

    /** Returns the folder that holds this entry; the root has none. */
    public FilePath parent() {
        return new FilePath(names.subList(0, names.size() - 1));
    }

    /**
     * Returns the path of an entry in this folder.
     *
     * @throws StorageException of kind {@code NAME_INVALID}
     */
    public FilePath child(String name) throws StorageException {
        String problem = names.size() == MAX_DEPTH ? TOO_DEEP : Names.problem(name);
        if (problem != null) {
            throw new StorageException(StorageException.Kind.NAME_INVALID, problem);
        }
        List<String> all = new ArrayList<>(names.size() + 1);
        all.addAll(names);
        all.add(name);
        return new FilePath(all);
    }

    /** Returns whether this is the other path or lies below it. */
    public boolean startsWith(FilePath other) {
        return names.size() >= other.names.size()
                && names.subList(0, other.names.size()).equals(other.names);
    }

    /** Returns the path as people write it: {@code /} for the root, {@code /Photos/2026} for a folder in a folder. */
    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
