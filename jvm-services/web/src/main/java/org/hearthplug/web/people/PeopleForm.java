// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Problem;

/** What the owner fills in about people and shared folders; problem 422 names the field that is wrong. */
final class PeopleForm {
    private static final long MAX_QUOTA = 1L << 50;

    private final Map<String, Object> json;

    PeopleForm(Map<String, Object> json) {
        this.json = json;
    }

    Person person(String id) {
        Object role = json.getOrDefault("role", "member");
        if (!role.equals("member") && !role.equals("guest")) {
            throw refused("role", "Somebody is a “member” or a “guest”.");
        }
        return new Person(
                id, text("name"), role.equals("guest") ? Person.Role.GUEST : Person.Role.MEMBER, expires(), quota());
    }

    private Optional<Instant> expires() {
        Object given = json.get("expires");
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse((String) given));
        } catch (DateTimeException | ClassCastException e) {
            throw refused("expires", "Give the end as a time like 2026-12-31T18:00:00Z, or leave it out.");
        }
    }

    private long quota() {
        Object given = json.getOrDefault("quotaBytes", 0L);
        if (given instanceof Number number && number.longValue() >= 0 && number.longValue() <= MAX_QUOTA) {
            return number.longValue();
        }
        throw refused("quotaBytes", "Give a number of bytes, or 0 for no bound.");
    }

    /** Reads a shared folder: {@code people} is an object of ids and {@code "read"} or {@code "write"}. */
    CommonFolder folder(String id, String owner) {
        String name = text("name").strip();
        try {
            FilePath.ROOT.child(name);
        } catch (StorageException e) {
            throw refused("name", e.getMessage());
        }
        Map<String, Boolean> people = new LinkedHashMap<>();
        people.put(owner, true);
        if (json.get("people") instanceof Map<?, ?> given) {
            given.forEach((who, right) -> {
                if (!"read".equals(right) && !"write".equals(right)) {
                    throw refused("people", "Each one may “read” or “write”.");
                }
                people.put(String.valueOf(who), right.equals("write"));
            });
        }
        return new CommonFolder(id, name, people, quota());
    }

    private String text(String name) {
        return json.get(name) instanceof String text ? text : "";
    }

    static Problem refused(String field, String sentence) {
        return new Problem(422, sentence, List.of(new Problem.Field(field, sentence)));
    }
}
