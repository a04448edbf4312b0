// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * {@code people.json}: who is in the household beside the owner, and which folders they have in common; at most {@value #MAX} of each.
 * The owner stays in {@code account.json}, and sessions, app passwords and links of the others are in files of their own, so that a
 * release from before there were several people lets the owner in, and nobody else. Safe for many threads.
 */
final class People {
    static final int MAX = 32;
    private static final String FORMAT = "hearth-people/1";

    private final StateFile file;
    private final Runnable whenChanged;
    private Map<String, Member> members = new LinkedHashMap<>();
    private Map<String, CommonFolder> folders = new LinkedHashMap<>();

    /** {@code whenChanged} is run after each change. */
    People(StateFile file, Runnable whenChanged) throws IOException {
        this.file = file;
        this.whenChanged = whenChanged;
        Optional<byte[]> stored = file.read();
        if (stored.isPresent()) {
            load(stored.get());
        }
    }

    synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    synchronized List<CommonFolder> folders() {
        return List.copyOf(folders.values());
    }

    synchronized Optional<Member> member(String id) {
        return Optional.ofNullable(members.get(id));
    }

    synchronized Optional<Member> find(Predicate<Member> which) {
        return members.values().stream().filter(which).findFirst();
    }

    synchronized Optional<CommonFolder> folder(String id) {
        return Optional.ofNullable(folders.get(id));
    }

    /** Adds or changes somebody; durable when this returns. */
    synchronized void put(Member member) throws IOException {
        if (!members.containsKey(member.person().id()) && members.size() >= MAX) {
            throw new Problem(409, "There are " + MAX + " people already. Remove somebody who no longer comes.");
        }
        Map<String, Member> changed = new LinkedHashMap<>(members);
        changed.put(member.person().id(), member);
        keep(changed, folders);
    }

    /** Takes somebody out, and out of all common folders; durable when this returns. */
    synchronized void remove(String id) throws IOException {
        Map<String, Member> stay = new LinkedHashMap<>(members);
        stay.remove(id);
        Map<String, CommonFolder> without = new LinkedHashMap<>(folders);
        without.replaceAll((key, folder) -> folder.without(id));
        keep(stay, without);
    }

    synchronized void put(CommonFolder folder) throws IOException {
        if (!folders.containsKey(folder.id()) && folders.size() >= MAX) {
            throw new Problem(409, "There are " + MAX + " shared folders already. Remove one that is no longer used.");
        }
        Map<String, CommonFolder> changed = new LinkedHashMap<>(folders);
        changed.put(folder.id(), folder);
        keep(members, changed);
    }

    synchronized void removeFolder(String id) throws IOException {
        Map<String, CommonFolder> changed = new LinkedHashMap<>(folders);
        changed.remove(id);
        keep(members, changed);
    }

    /** First on the disk: who could not be taken out there would be back after a restart, and nobody would know. */
    private void keep(Map<String, Member> allMembers, Map<String, CommonFolder> allFolders) throws IOException {
        save(allMembers, allFolders);
        members = allMembers;
        folders = allFolders;
        whenChanged.run();
    }

    private void save(Map<String, Member> allMembers, Map<String, CommonFolder> allFolders) throws IOException {
        List<Object> people = new ArrayList<>();
        allMembers.values().forEach(member -> people.add(member.toJson()));
        List<Object> common = new ArrayList<>();
        allFolders.values().forEach(folder -> common.add(folder.toJson()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("people", people);
        json.put("folders", common);
        file.write(Json.write(json));
    }

    /** A damaged file must not pass for an empty one: the next change would write over it. */
    private void load(byte[] bytes) throws IOException {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (!FORMAT.equals(json.get("format"))) {
                throw new IllegalArgumentException("not a " + FORMAT + " file");
            }
            for (Object one : (List<?>) json.get("people")) {
                Member member = Member.fromJson((Map<?, ?>) one);
                members.put(member.person().id(), member);
            }
            for (Object one : (List<?>) json.get("folders")) {
                CommonFolder folder = CommonFolder.fromJson((Map<?, ?>) one);
                folders.put(folder.id(), folder);
            }
        } catch (RuntimeException e) {
            throw new IOException(
                    "people.json is damaged. Restore it from a backup, or remove it: people are then"
                            + " invited anew, and their files are untouched.",
                    e);
        }
    }
}
