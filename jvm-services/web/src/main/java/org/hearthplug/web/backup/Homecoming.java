// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.access.Household;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Problem;

/**
 * A whole household comes back: each folder to whom it belonged. People whom the plug does not know are put back without a way in, and wait
 * for an invitation. What nobody here can have (another has the name, nobody wrote down whose it was) goes to a folder of the owner's:
 * nothing is lost, and nobody gets what was not theirs.
 */
final class Homecoming {
    private final Access access;
    private final Storage storage;
    private final Places places;
    private final Caller caller;

    /** Finds the place of an account. */
    @FunctionalInterface
    interface Places {
        Place of(String account) throws IOException;
    }

    Homecoming(Access access, Storage storage, Places places, Caller caller) {
        this.access = access;
        this.storage = storage;
        this.places = places;
        this.caller = caller;
    }

    /** Moves everything home. */
    void bring(Path files, HouseholdNote note) throws IOException {
        Place owner = places.of(access.owner().id());
        if (!note.owner().isEmpty()) {
            bringOne(files, note.owner(), owner);
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (Person person : note.people()) {
            names.put(person.id(), person.name());
            if (!person.id().equals(note.owner()) && comesBack(person)) {
                bringOne(files, person.id(), places.of(person.id()));
            }
        }
        for (CommonFolder folder : note.folders()) {
            names.put(folder.id(), folder.name());
            if (!folder.id().equals(note.owner()) && comesBack(folder, note.owner())) {
                bringOne(files, folder.id(), places.of(folder.id()));
            }
        }
        for (FilePath rest : Place.children(files)) {
            String id = rest.names().getFirst();
            Path from = files.resolve(id);
            if (!Place.children(from).isEmpty() || Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
                owner.take(from, usable(names.getOrDefault(id, ""), id));
            }
        }
    }

    private static void bringOne(Path files, String id, Place to) throws IOException {
        Path from = files.resolve(id);
        to.putBack(from, Place.children(from));
    }

    private boolean comesBack(Person person) throws IOException {
        try {
            return access.household().bringBack(caller, person);
        } catch (Problem refused) {
            return false; // Too many people, or a name that nobody can have here.
        }
    }

    private boolean comesBack(CommonFolder folder, String ownerThen) throws IOException {
        Household household = access.household();
        Optional<CommonFolder> there = household.folders().stream()
                .filter(one -> one.id().equals(folder.id()))
                .findFirst();
        if (there.isPresent()) {
            return Access.sameName(there.get().name(), folder.name());
        }
        if (!folder.id().startsWith(Household.SHARED)) {
            return false;
        }
        Map<String, Boolean> people = new LinkedHashMap<>();
        folder.people().forEach((id, writes) -> {
            if (id.equals(ownerThen)) {
                people.put(access.owner().id(), writes);
            } else if (household.all().stream()
                    .anyMatch(one -> one.person().id().equals(id) && !one.leaving())) {
                people.put(id, writes);
            }
        });
        try {
            for (String id : people.keySet()) {
                if (places.of(id).exists(FilePath.ROOT.child(folder.name()))) {
                    return false; // It would hide what they have under its name.
                }
            }
            household.share(
                    caller,
                    new CommonFolder(folder.id(), folder.name(), people, folder.quotaBytes()),
                    storage.accounts()::contains);
            return true;
        } catch (Problem | StorageException refused) {
            return false;
        }
    }

    private static String usable(String name, String otherwise) {
        try {
            FilePath.ROOT.child(name);
            return name;
        } catch (StorageException e) {
            return otherwise;
        }
    }
}
