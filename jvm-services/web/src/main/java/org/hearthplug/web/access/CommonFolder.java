// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A folder that several people have among theirs.
 *
 * @param id the folder below {@code /data/files} that holds it
 * @param name what it is called among each one's files
 * @param people who has it, by id, and whether they may change it
 * @param quotaBytes how much it may hold, in bytes; 0 for no other limit than the disk's
 */
public record CommonFolder(String id, String name, Map<String, Boolean> people, long quotaBytes) {
    /** Keeps a copy of the people. */
    public CommonFolder {
        people = Map.copyOf(people);
    }

    CommonFolder without(String person) {
        Map<String, Boolean> others = new LinkedHashMap<>(people);
        others.remove(person);
        return new CommonFolder(id, name, others, quotaBytes);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", name);
        json.put("people", people);
        json.put("quotaBytes", quotaBytes);
        return json;
    }

    static CommonFolder fromJson(Map<?, ?> json) {
        Map<String, Boolean> people = new LinkedHashMap<>();
        ((Map<?, ?>) json.get("people")).forEach((id, writes) -> people.put((String) id, (Boolean) writes));
        return new CommonFolder(
                (String) json.get("id"),
                (String) json.get("name"),
                people,
                ((Number) json.get("quotaBytes")).longValue());
    }
}
