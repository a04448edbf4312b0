// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;
import java.util.List;

/** The past of a person's own files, and of the folders of others among them. Who may not change something may not see what it was either. */
final class SharedPast implements Past {
    private final SharedSpace space;
    private final Past own;

    SharedPast(SharedSpace space, Past own) {
        this.space = space;
        this.own = own;
    }

    /** A past and the path in it. */
    record Then(Past past, FilePath path) {}

    @Override
    public List<Version> versions(FilePath path) throws StorageException {
        Then then = space.then(path);
        return then.past().versions(then.path());
    }

    @Override
    public OpenFile open(FilePath path, String version) throws StorageException {
        Then then = space.then(path);
        return then.past().open(then.path(), version);
    }

    @Override
    public Entry restore(FilePath path, String version) throws StorageException {
        Then then = space.then(path);
        return then.past().restore(then.path(), version);
    }

    @Override
    public void forget(FilePath path, String version) throws StorageException {
        Then then = space.then(path);
        then.past().forget(then.path(), version);
    }

    @Override
    public Instant earliest() throws StorageException {
        return own.earliest();
    }

    @Override
    public Page list(FilePath path, Instant at, String after, int limit) throws StorageException {
        Then then = space.then(path);
        return then.past().list(then.path(), at, after, limit);
    }

    @Override
    public OpenFile open(FilePath path, Instant at) throws StorageException {
        Then then = space.then(path);
        return then.past().open(then.path(), at);
    }

    @Override
    public Entry bringBack(FilePath path, Instant at, FilePath to) throws StorageException {
        Then from = space.then(path);
        Then place = space.then(to);
        if (from.past() != place.past()) {
            throw new StorageException(
                    StorageException.Kind.REFUSED, "Bring it back to the folder in common where it was.");
        }
        return from.past().bringBack(from.path(), at, place.path());
    }
}
