// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;

/**
 * Passwords for programs, in {@code app-passwords.json}: made by the plug with 100 random bits, so that their plain SHA-256 is as safe
 * as they are and costs nothing at each request; each is shown once and can be taken back. Safe for many threads.
 */
final class AppPasswords {
    static final int MAX = 32;
    private static final int MAX_LABEL = 64;
    private static final MessageDigest SHA256 = sha256();
    private static final String FORMAT = "hearth-app-passwords/1";

    private final StateFile file;
    private final InstantSource clock;
    private final Runnable whenChanged;
    private final SecureRandom random = new SecureRandom();
    private Map<String, AppPassword> byHash = new LinkedHashMap<>();

    /** {@code whenChanged} is run after each change. */
    AppPasswords(StateFile file, InstantSource clock, Runnable whenChanged) throws IOException {
        this.file = file;
        this.clock = clock;
        this.whenChanged = whenChanged;
        file.read().ifPresent(this::load);
    }

    /** Makes a password and returns it in plain, the only time; durable when this returns. */
    synchronized Map.Entry<AppPassword, String> make(String person, String label, AppPassword.Scope scope)
            throws IOException {
        String stripped = label.strip();
        if (stripped.isEmpty()
                || stripped.length() > MAX_LABEL
                || stripped.codePoints().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    422,
                    "Say what the password is for, in 1 to " + MAX_LABEL + " characters.",
                    List.of(new Problem.Field("label", "Use 1 to " + MAX_LABEL + " characters.")));
        }
        if (byHash.size() >= MAX) {
            throw new Problem(
                    409, "There are " + MAX + " app passwords already. Take back one that is no longer used.");
        }
        String plain = ClaimCode.make(random, 20);
        AppPassword made =
                new AppPassword(Long.toString(random.nextLong() >>> 1, 36), stripped, clock.instant(), person, scope);
        Map<String, AppPassword> changed = new LinkedHashMap<>(byHash);
        changed.put(hash(plain), made);
        keep(changed);
        return Map.entry(made, plain);
    }

    synchronized List<AppPassword> of(String person) {
        return byHash.values().stream()
                .filter(one -> one.person().equals(person))
                .toList();
    }

    /** Takes all of a person back; durable when this returns. */
    synchronized void revokeAll(String person) throws IOException {
        Map<String, AppPassword> changed = new LinkedHashMap<>(byHash);
        if (changed.values().removeIf(one -> one.person().equals(person))) {
            keep(changed);
        }
    }

    /** Takes a person's password back; problem 404 when there is none of this id. */
    synchronized AppPassword revoke(String person, String id) throws IOException {
        AppPassword found = byHash.values().stream()
                .filter(one -> one.id().equals(id) && one.person().equals(person))
                .findFirst()
                .orElseThrow(
                        () -> new Problem(404, "There is no such app password. It may have been taken back already."));
        Map<String, AppPassword> changed = new LinkedHashMap<>(byHash);
        changed.values().remove(found);
        keep(changed);
        return found;
    }

    /** Finds a password by what a program sent; looking up a hash tells nothing by its time. */
    synchronized Optional<AppPassword> find(String plain) {
        return Optional.ofNullable(byHash.get(hash(plain)));
    }

    /** First on the disk: what could not be taken back there would be back after a restart, and nobody would know. */
    private void keep(Map<String, AppPassword> passwords) throws IOException {
        save(passwords);
        byHash = passwords;
        whenChanged.run();
    }

    /** Returns whether there is a password of this id. */
    synchronized boolean has(String id) {
        return byHash.values().stream().anyMatch(one -> one.id().equals(id));
    }

    private void save(Map<String, AppPassword> passwords) throws IOException {
        List<Map<String, String>> all = new ArrayList<>();
        List<Map<String, String>> scoped = new ArrayList<>();
        passwords.forEach((hash, one) -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("hash", hash);
            fields.put("id", one.id());
            fields.put("label", one.label());
            fields.put("created", one.created().toString());
            if (!one.person().isEmpty()) {
                fields.put("person", one.person());
            }
            if (one.scope() != AppPassword.Scope.FILES) {
                fields.put("scope", one.scope().name());
            }
            (one.scope() == AppPassword.Scope.FILES ? all : scoped).add(fields);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("passwords", all);
        // In a list of their own: an older release, which knows no scopes, would let them open files.
        json.put("scoped", scoped);
        file.write(Json.write(json));
    }

    /** A damaged file costs programs a new password and nothing more. */
    private void load(byte[] bytes) {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (FORMAT.equals(json.get("format")) && json.get("passwords") instanceof List<?> files) {
                List<Object> all = new ArrayList<>(files);
                all.addAll(json.get("scoped") instanceof List<?> scoped ? scoped : List.of());
                for (Object one : all) {
                    if (one instanceof Map<?, ?> fields && byHash.size() < MAX) {
                        AppPassword password = new AppPassword(
                                String.valueOf(fields.get("id")),
                                String.valueOf(fields.get("label")),
                                Instant.parse(String.valueOf(fields.get("created"))),
                                fields.get("person") instanceof String text ? text : "",
                                fields.get("scope") instanceof String scope
                                        ? AppPassword.Scope.valueOf(scope)
                                        : AppPassword.Scope.FILES);
                        byHash.put(String.valueOf(fields.get("hash")), password);
                    }
                }
            }
        } catch (RuntimeException e) {
            byHash.clear();
        }
    }

    private static String hash(String plain) {
        try {
            // A copy of one that is there: to look one up takes longer than the hash.
            MessageDigest sha256 = (MessageDigest) SHA256.clone();
            return HexFormat.of()
                    .formatHex(sha256.digest(ClaimCode.normalise(plain).getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
