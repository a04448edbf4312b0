// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * Everybody's SSH keys, in {@code ssh-keys.json}: {@value #MAX_OF_ONE} of each person, {@value #MAX} in all. A key opens one person's
 * files and nobody else's. Safe for many threads.
 */
public final class SshKeys {
    static final int MAX_OF_ONE = 16;
    static final int MAX = 128;

    private static final int MAX_LABEL = 64;
    private static final Duration NOTE_USE_EVERY = Duration.ofHours(1);
    private static final String FORMAT = "hearth-ssh-keys/1";
    private static final Logger LOG = Logger.getLogger(SshKeys.class.getName());

    private final StateFile file;
    private final Access access;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private Map<String, SshKey> byHash = new LinkedHashMap<>();

    SshKeys(StateFile file, Access access, InstantSource clock) throws IOException {
        this.file = file;
        this.access = access;
        this.clock = clock;
        file.read().ifPresent(this::load);
    }

    /** Returns a person's keys as the API tells them, in the order in which they were added. */
    public synchronized List<Map<String, Object>> of(Person person) {
        return byHash.values().stream()
                .filter(one -> one.person().equals(file(person)))
                .map(SshKeys::describe)
                .toList();
    }

    /** Adds a key; durable when this returns. Problem 422 for what is none, 409 when it is known or there are too many. */
    public synchronized Map<String, Object> add(Caller caller, Person person, String label, String line)
            throws IOException {
        String stripped = label.strip();
        if (stripped.isEmpty()
                || stripped.length() > MAX_LABEL
                || stripped.codePoints().anyMatch(Character::isISOControl)) {
            String detail = "Say whose or which computer's key it is, in 1 to " + MAX_LABEL + " characters.";
            throw new Problem(422, detail, List.of(new Problem.Field("label", detail)));
        }
        SshPublicKey key = SshPublicKey.parseLine(line);
        String hash = hash(key.blob());
        if (byHash.containsKey(hash)) {
            throw new Problem(409, "This key is in use here already. Make another one for another person or purpose.");
        }
        long mine = byHash.values().stream()
                .filter(one -> one.person().equals(file(person)))
                .count();
        if (mine >= MAX_OF_ONE || byHash.size() >= MAX) {
            throw new Problem(409, "There are too many keys already. Remove one that is no longer used.");
        }
        SshKey added = new SshKey(
                Long.toString(random.nextLong() >>> 1, 36),
                file(person),
                stripped,
                key,
                clock.instant(),
                Optional.empty());
        Map<String, SshKey> changed = new LinkedHashMap<>(byHash);
        changed.put(hash, added);
        keep(changed);
        access.audit().note(Event.SSH_KEY_ADDED, caller, Access.nameFor(person), stripped + ", " + key.fingerprint());
        return describe(added);
    }

    /** Removes a person's key; problem 404 when there is none of this id. */
    public synchronized void remove(Caller caller, Person person, String id) throws IOException {
        SshKey found = byHash.values().stream()
                .filter(one -> one.id().equals(id) && one.person().equals(file(person)))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "There is no such key. It may have been removed already."));
        Map<String, SshKey> changed = new LinkedHashMap<>(byHash);
        changed.values().remove(found);
        keep(changed);
        access.audit()
                .note(
                        Event.SSH_KEY_REMOVED,
                        caller,
                        Access.nameFor(person),
                        found.label() + ", " + found.key().fingerprint());
    }

    /** Removes all of a person's keys. */
    synchronized void removeAll(String person) throws IOException {
        Map<String, SshKey> changed = new LinkedHashMap<>(byHash);
        if (changed.values().removeIf(one -> one.person().equals(person))) {
            keep(changed);
        }
    }

    /** Returns whether a person of this name may come in with this key, once it is shown that they have it. */
    public boolean knows(String name, String algorithm, byte[] blob) {
        return find(name, algorithm, blob).isPresent();
    }

    /** Lets in whoever has a key: a signature over these bytes proves it. Empty when it is no key here, or another's, or not proved. */
    public Optional<Programs.Admitted> admit(
            String peer, String name, String algorithm, byte[] blob, byte[] signed, byte[] signature)
            throws IOException {
        Optional<SshKey> found = find(name, algorithm, blob);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().key().signed(algorithm, signed, signature)) {
            access.audit().noteSeldom(Event.PROGRAM_REFUSED, Caller.of(peer), "");
            return Optional.empty();
        }
        Optional<Person> person = person(found.get());
        if (person.isPresent()) {
            used(found.get());
            access.audit()
                    .noteSeldom(
                            Event.PROGRAM_IN,
                            Caller.of(peer),
                            Access.nameFor(person.get()),
                            found.get().label());
        }
        return person.map(one -> new Programs.Admitted(one, found.get().id()));
    }

    /** Returns whether there is a key of this id. */
    synchronized boolean has(String id) {
        return byHash.values().stream().anyMatch(one -> one.id().equals(id));
    }

    private Optional<SshKey> find(String name, String algorithm, byte[] blob) {
        SshKey known;
        synchronized (this) {
            known = byHash.get(hash(blob));
        }
        return Optional.ofNullable(known)
                .filter(one -> one.key().speaks(algorithm))
                .filter(one -> person(one)
                        .filter(person -> Access.sameName(person.name(), name))
                        .isPresent());
    }

    private Optional<Person> person(SshKey key) {
        return access.household().anybody(key.person());
    }

    private synchronized void used(SshKey key) throws IOException {
        Instant now = clock.instant();
        String hash = hash(key.key().blob());
        boolean noted = key.lastUsed()
                .filter(at -> at.plus(NOTE_USE_EVERY).isAfter(now))
                .isPresent();
        if (!noted && byHash.containsKey(hash)) {
            byHash.put(
                    hash, new SshKey(key.id(), key.person(), key.label(), key.key(), key.created(), Optional.of(now)));
            save(byHash);
        }
    }

    private static String file(Person person) {
        return person.owner() ? "" : person.id();
    }

    private static String hash(byte[] blob) {
        return HexFormat.of().formatHex(SshPublicKey.hash(blob));
    }

    private static Map<String, Object> describe(SshKey one) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", one.id());
        json.put("label", one.label());
        json.put("type", one.key().type());
        if (one.key().rsaBits() > 0) {
            json.put("bits", one.key().rsaBits());
        }
        json.put("fingerprint", one.key().fingerprint());
        json.put("created", one.created().toString());
        one.lastUsed().ifPresent(at -> json.put("lastUsed", at.toString()));
        return json;
    }

    /** First on the disk: what could not be removed there would be back after a restart, and nobody would know. */
    private void keep(Map<String, SshKey> changed) throws IOException {
        save(changed);
        byHash = changed;
        access.rightsChanged();
    }

    private void save(Map<String, SshKey> keys) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (SshKey one : keys.values()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", one.id());
            fields.put("person", one.person());
            fields.put("label", one.label());
            fields.put("key", Base64.getEncoder().encodeToString(one.key().blob()));
            fields.put("created", one.created().toString());
            one.lastUsed().ifPresent(at -> fields.put("lastUsed", at.toString()));
            all.add(fields);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("keys", all);
        file.write(Json.write(json));
    }

    /** A damaged file costs the keys: nobody is let in by one that cannot be read. */
    private void load(byte[] bytes) {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (!FORMAT.equals(json.get("format"))) {
                throw new IllegalArgumentException("not a " + FORMAT + " file");
            }
            for (Object one : (List<?>) json.get("keys")) {
                Map<?, ?> fields = (Map<?, ?>) one;
                SshPublicKey key = SshPublicKey.parse(Base64.getDecoder().decode((String) fields.get("key")));
                byHash.put(
                        hash(key.blob()),
                        new SshKey(
                                (String) fields.get("id"),
                                (String) fields.get("person"),
                                (String) fields.get("label"),
                                key,
                                Instant.parse((String) fields.get("created")),
                                Optional.ofNullable((String) fields.get("lastUsed"))
                                        .map(Instant::parse)));
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            byHash.clear();
            LOG.warning("ssh-keys.json is damaged: SFTP takes no keys until they are added again. App passwords work.");
        }
    }
}
