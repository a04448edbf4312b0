// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody beside the owner, as {@code people.json} holds them.
 *
 * @param person who it is
 * @param passphrase Argon2id, PHC string; empty until the invitation was taken up
 * @param invitation SHA-256 of the invitation's token, hex; empty when none is open
 * @param invitedUntil when the invitation ends
 * @param leaving whether the person was removed and only the files are still to be moved
 */
record Member(Person person, String passphrase, String invitation, Instant invitedUntil, boolean leaving) {
    boolean joined() {
        return !passphrase.isEmpty();
    }

    Member with(Person changed) {
        return new Member(changed, passphrase, invitation, invitedUntil, leaving);
    }

    Member invited(String hash, Instant until) {
        return new Member(person, passphrase, hash, until, leaving);
    }

    Member withPassphrase(String hash) {
        return new Member(person, hash, "", Instant.EPOCH, leaving);
    }

    Member left() {
        return new Member(person, "", "", Instant.EPOCH, true);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id());
        json.put("name", person.name());
        json.put("role", person.role().code());
        person.expires().ifPresent(at -> json.put("expires", at.toString()));
        json.put("quotaBytes", person.quotaBytes());
        json.put("passphrase", passphrase);
        json.put("invitation", invitation);
        json.put("invitedUntil", invitedUntil.toString());
        json.put("leaving", leaving);
        return json;
    }

    /** Reads what {@link #toJson} wrote; a runtime exception when it is something else. */
    static Member fromJson(Map<?, ?> json) {
        Person.Role role = json.get("role").equals("guest") ? Person.Role.GUEST : Person.Role.MEMBER;
        Person person = new Person(
                (String) json.get("id"),
                (String) json.get("name"),
                role,
                Optional.ofNullable((String) json.get("expires")).map(Instant::parse),
                ((Number) json.get("quotaBytes")).longValue());
        return new Member(
                person,
                (String) json.get("passphrase"),
                (String) json.get("invitation"),
                Instant.parse((String) json.get("invitedUntil")),
                Boolean.TRUE.equals(json.get("leaving")));
    }
}
