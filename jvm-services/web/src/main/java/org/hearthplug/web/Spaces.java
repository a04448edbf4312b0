// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.storage.SharedFolder;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.people.DiskFolders;
import org.hearthplug.web.share.PeopleSpaces;

/** What each person sees of the files: their own, and the folders that they have in common with others. */
final class Spaces implements PeopleSpaces {
    private final Access access;
    private final Storage storage;
    private final DiskFolders disks;

    Spaces(Access access, Storage storage, DiskFolders disks) {
        this.access = access;
        this.storage = storage;
        this.disks = disks;
    }

    /** Returns somebody's files, as they may see and change them now. */
    @Override
    public Space of(Person person) throws IOException {
        Space own = storage.space(person.id());
        own.limit(person.quotaBytes());
        List<SharedFolder> shared = new ArrayList<>();
        for (CommonFolder folder : access.household().folders()) {
            Boolean writes = folder.people().get(person.id());
            if (writes != null) {
                Space space = storage.space(folder.id());
                space.limit(folder.quotaBytes());
                shared.add(new SharedFolder(folder.name(), space, writes && person.role() != Person.Role.GUEST));
            }
        }
        shared.addAll(disks.of(person, access.household()));
        return own.with(shared, person.role() != Person.Role.GUEST);
    }

    /** Returns the files of whoever has this id, the owner's for an empty one; empty when the person may no longer come. */
    @Override
    public Optional<Space> of(String id) throws IOException {
        Optional<Person> person = access.household().anybody(id);
        return person.isPresent() ? Optional.of(of(person.get())) : Optional.empty();
    }

    Storage storage() {
        return storage;
    }
}
