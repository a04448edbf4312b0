// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.access.Household;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/**
 * {@code household.json}, which goes into each backup beside the files: whose each folder is, and what people have in common. No
 * passphrase and no invitation is in it: a backup brings people back, not their ways in.
 *
 * @param owner the owner's folder
 * @param people everybody else
 * @param folders what they have in common
 */
record HouseholdNote(String owner, List<Person> people, List<CommonFolder> folders) {
    static final String FILE = "household.json";

    private static final String FORMAT = "hearth-household/1";
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_EACH = 64;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** What nobody wrote down: every folder is then the owner's. */
    static final HouseholdNote UNKNOWN = new HouseholdNote("", List.of(), List.of());

    static HouseholdNote of(Access access) {
        Household household = access.household();
        return new HouseholdNote(
                access.owner().id(),
                household.all().stream()
                        .filter(one -> !one.leaving())
                        .map(Household.Seen::person)
                        .toList(),
                household.folders());
    }

    void write(Path folder, String ownerName) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("owner", Map.of("id", owner, "name", ownerName));
        json.put("people", people.stream().map(HouseholdNote::json).toList());
        json.put("folders", folders.stream().map(HouseholdNote::json).toList());
        byte[] bytes = Json.write(json);
        Path file = folder.resolve(FILE);
        // Rewritten only when it says something else, so that an unchanged household makes no new file.
        if (!Files.isRegularFile(file) || !java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
            new StateFile(file).write(bytes);
        }
    }

    private static Map<String, Object> json(Person person) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id());
        json.put("name", person.name());
        json.put("role", person.role().code());
        person.expires().ifPresent(at -> json.put("expires", at.toString()));
        json.put("quotaBytes", person.quotaBytes());
        return json;
    }

    private static Map<String, Object> json(CommonFolder folder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", folder.id());
        json.put("name", folder.name());
        json.put("people", new java.util.TreeMap<>(folder.people()));
        json.put("quotaBytes", folder.quotaBytes());
        return json;
    }

    /** Reads what came out of a backup, which may be anything; {@link #UNKNOWN} when it makes no sense. */
    static HouseholdNote read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
            return UNKNOWN;
        }
        try {
            Map<String, Object> json = Json.readObject(Files.readAllBytes(file));
            if (!FORMAT.equals(json.get("format"))) {
                return UNKNOWN;
            }
            List<Person> people = new ArrayList<>();
            for (Map<String, Object> one : Shape.objects(json, "people")) {
                people.add(person(one));
            }
            List<CommonFolder> folders = new ArrayList<>();
            for (Map<String, Object> one : Shape.objects(json, "folders")) {
                folders.add(folder(one));
            }
            if (people.size() > MAX_EACH || folders.size() > MAX_EACH) {
                return UNKNOWN;
            }
            return new HouseholdNote(id(Shape.object(json, "owner")), List.copyOf(people), List.copyOf(folders));
        } catch (RuntimeException damaged) {
            return UNKNOWN;
        }
    }

    private static Person person(Map<String, Object> json) {
        String expires = Shape.text(json, "expires");
        return new Person(
                id(json),
                Shape.text(json, "name").strip(),
                Shape.text(json, "role").equals("guest") ? Person.Role.GUEST : Person.Role.MEMBER,
                expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires)),
                Math.max(0, Shape.number(json, "quotaBytes", 0)));
    }

    private static CommonFolder folder(Map<String, Object> json) {
        Map<String, Boolean> people = new LinkedHashMap<>();
        Shape.object(json, "people").forEach((id, writes) -> people.put(requireId(id), Boolean.TRUE.equals(writes)));
        return new CommonFolder(
                id(json), Shape.text(json, "name").strip(), people, Math.max(0, Shape.number(json, "quotaBytes", 0)));
    }

    private static String id(Map<String, Object> json) {
        return requireId(Shape.text(json, "id"));
    }

    private static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an account: " + id);
        }
        return id;
    }
}
