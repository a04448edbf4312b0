// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.state.StateFile;

/**
 * Who is signed in; survives restarts in {@code sessions.json}. At most {@value #MAX}: the one that is used least recently goes.
 * Tokens have 256 random bits; only their hashes are kept, so looking one up tells nothing by its time. Safe for many threads.
 */
final class Sessions {
    static final int MAX = 64;
    static final int MAX_OF_ONE_AMONG_MANY = 16;
    static final Duration LIFE = Duration.ofDays(30);

    /** A session in use is prolonged at most this often, so that a page view does not write to the flash. */
    private static final Duration PROLONG_EVERY = Duration.ofDays(1);

    private static final String FORMAT = "hearth-sessions/1";

    private final StateFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private Map<String, Session> table = inOrderOfUse(Map.of());

    Sessions(StateFile file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        file.read().ifPresent(this::load);
    }

    /** A new session with its token, which only the browser keeps. */
    record Fresh(String token, Session session) {}

    private static Map<String, Session> inOrderOfUse(Map<String, Session> sessions) {
        Map<String, Session> table = new LinkedHashMap<>(16, 0.75f, true);
        table.putAll(sessions);
        return table;
    }

    /** Makes a session; durable when this returns. */
    Fresh create(Caller from, String person) throws IOException {
        return create(from, person, () -> true).orElseThrow();
    }

    /**
     * Makes a session if what was proved for it still holds; durable when this returns. Whoever changes what is proved ends the sessions
     * afterwards: so one is either not made or ended.
     */
    synchronized Optional<Fresh> create(Caller from, String person, BooleanSupplier holds) throws IOException {
        if (!holds.getAsBoolean()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Session session = new Session(Secrets.hash(token), now, now.plus(LIFE), from, person);
        List<Session> mine = of(person);
        Map<String, Session> changed = inOrderOfUse(table);
        changed.put(session.id(), session);
        if (!person.isEmpty() && mine.size() >= MAX_OF_ONE_AMONG_MANY) {
            changed.remove(mine.getLast().id());
        }
        while (changed.size() > MAX) {
            changed.remove(changed.keySet().iterator().next());
        }
        keep(changed);
        return Optional.of(new Fresh(token, session));
    }

    /** Returns the session of a token while it lasts; using it prolongs it. */
    synchronized Optional<Session> find(String token) throws IOException {
        Session session = table.get(Secrets.hash(token));
        Instant now = clock.instant();
        if (session == null || !now.isBefore(session.expires())) {
            return Optional.empty();
        }
        if (session.expires().isBefore(now.plus(LIFE).minus(PROLONG_EVERY))) {
            session = new Session(session.id(), session.created(), now.plus(LIFE), session.from(), session.person());
            table.put(session.id(), session);
            save(table);
        }
        return Optional.of(session);
    }

    /** Returns whether the session still lasts. */
    synchronized boolean isOpen(Session session) {
        Session known = table.get(session.id());
        return known != null && clock.instant().isBefore(known.expires());
    }

    /** How many last. */
    synchronized int count() {
        dropExpired(clock.instant());
        return table.size();
    }

    /** Ends a session; durable when this returns. */
    synchronized void end(Session session) throws IOException {
        endAll(one -> one.id().equals(session.id()));
    }

    /** Returns a person's that last, the latest first. */
    synchronized List<Session> of(String person) {
        dropExpired(clock.instant());
        return table.values().stream()
                .filter(session -> session.person().equals(person))
                .sorted(java.util.Comparator.comparing(Session::created).reversed())
                .toList();
    }

    /** Ends all of a person; durable when this returns. */
    synchronized void endAll(String person) throws IOException {
        endAll(session -> session.person().equals(person));
    }

    /** Ends all but one of its person; durable when this returns. Returns how many. */
    synchronized int endOthers(Session kept) throws IOException {
        return endAll(session ->
                session.person().equals(kept.person()) && !session.id().equals(kept.id()));
    }

    private int endAll(Predicate<Session> which) throws IOException {
        Map<String, Session> changed = inOrderOfUse(table);
        changed.values().removeIf(which);
        int ended = table.size() - changed.size();
        if (ended > 0) {
            keep(changed);
        }
        return ended;
    }

    /** First on the disk: what could not be ended there would be back after a restart, and nobody would know. */
    private void keep(Map<String, Session> changed) throws IOException {
        save(changed);
        table = changed;
    }

    private void dropExpired(Instant now) {
        table.values().removeIf(session -> !now.isBefore(session.expires()));
    }

    private void save(Map<String, Session> all) throws IOException {
        List<Map<String, String>> sessions = new ArrayList<>();
        for (Session session : all.values()) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("id", session.id());
            one.put("created", session.created().toString());
            one.put("expires", session.expires().toString());
            one.put("from", session.from().peer());
            one.put("agent", session.from().agent());
            if (!session.person().isEmpty()) {
                one.put("person", session.person());
            }
            sessions.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("sessions", sessions);
        file.write(Json.write(json));
    }

    /** A damaged file costs everybody a new sign-in and nothing more. */
    private void load(byte[] bytes) {
        try {
            Map<String, Object> json = Json.readObject(bytes);
            if (FORMAT.equals(json.get("format")) && json.get("sessions") instanceof List<?> all) {
                for (Object one : all) {
                    if (one instanceof Map<?, ?> fields && table.size() < MAX) {
                        String id = String.valueOf(fields.get("id"));
                        Instant created = Instant.parse(String.valueOf(fields.get("created")));
                        Instant expires = Instant.parse(String.valueOf(fields.get("expires")));
                        String person = fields.get("person") instanceof String text ? text : "";
                        table.put(id, new Session(id, created, expires, from(fields), person));
                    }
                }
            }
        } catch (RuntimeException e) {
            table.clear();
        }
    }

    /** Sessions of before have no word on where they came from. */
    private static Caller from(Map<?, ?> fields) {
        String peer = fields.get("from") instanceof String text ? text : "";
        return new Caller(peer, fields.get("agent") instanceof String text ? text : "");
    }
}
