// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.OtherFactor;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.passkey.InvalidPasskeyException;
import org.hearthplug.web.passkey.Passkey;
import org.hearthplug.web.passkey.Passkeys;
import org.hearthplug.web.passkey.Site;

/** {@code /api/v1/account/passkeys} for who is signed in, and passkeys at the door ({@code /api/v1/session}). */
final class PasskeyEndpoint {
    private final Access access;
    private final Passkeys passkeys;

    PasskeyEndpoint(Access access) {
        this.access = access;
        this.passkeys = access.passkeys();
    }

    /** Serves what is below {@code passkeys}. */
    void account(Exchange exchange, List<String> rest, Person person) throws IOException {
        switch (exchange.method() + " " + rest.size()) {
            case "GET 0" -> list(exchange, person);
            case "POST 0" -> add(exchange, person);
            case "POST 1" -> begin(exchange, rest, person);
            case "PUT 1" -> {
                Object name = Json.readObject(exchange.readBody()).get("name");
                exchange.json(
                        200,
                        describe(passkeys.rename(
                                key(person), rest.getFirst(), name instanceof String text ? text : "")));
            }
            case "DELETE 1" -> {
                Passkey gone = access.removePasskey(caller(exchange), person, rest.getFirst());
                exchange.json(200, describe(gone));
            }
            default ->
                throw new Problem(405, "Passkeys know GET, POST, PUT and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, PUT, DELETE");
        }
    }

    private void list(Exchange exchange, Person person) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        Optional<Site> site = site(exchange);
        json.put("possible", site.isPresent());
        site.ifPresent(here -> json.put("host", here.rpId()));
        json.put(
                "items",
                passkeys.of(key(person)).stream().map(PasskeyEndpoint::describe).toList());
        exchange.json(200, json);
    }

    /** The question for a new one, after the passphrase: who finds an open session cannot make himself a key. */
    private void begin(Exchange exchange, List<String> rest, Person person) throws IOException {
        if (!rest.getFirst().equals("challenge")) {
            throw new Problem(404, "A new passkey begins at “challenge”. Ask there.");
        }
        Site site = requireSite(exchange);
        Object current = Json.readObject(exchange.readBody()).get("current");
        access.requirePassphrase(exchange.peer(), person, current instanceof String text ? text : "");
        exchange.json(
                200,
                passkeys.creation(key(person), person.name(), access.plugName().orElse("Hearth"), site));
    }

    private void add(Exchange exchange, Person person) throws IOException {
        Site site = requireSite(exchange);
        Map<String, Object> form = Json.readObject(exchange.readBody());
        try {
            Passkey made = passkeys.add(
                    key(person), site, form.get("name") instanceof String text ? text : "", map(form, "credential"));
            note(Event.PASSKEY_ADDED, exchange, person, made.name());
            exchange.json(201, describe(made));
        } catch (InvalidPasskeyException e) {
            throw new Problem(
                    422,
                    "The plug cannot use this passkey (" + e.getMessage() + "). Try again, or with another device.");
        }
    }

    /** {@code POST /api/v1/session/challenge}: what the browser needs before anybody has said a name. */
    void challenge(Exchange exchange) throws IOException {
        Site site = requireSite(exchange);
        access.requirePatience(exchange.peer());
        exchange.json(200, passkeys.question(site));
    }

    /** Lets somebody in by a passkey alone; problem 401, 429. */
    Access.Entrance enter(Exchange exchange, Map<?, ?> credential) throws IOException {
        Site site = requireSite(exchange);
        access.requirePatience(exchange.peer());
        try {
            Passkey used = passkeys.enters(site, credential);
            return access.enterWithPasskey(caller(exchange), used);
        } catch (InvalidPasskeyException e) {
            access.refusePasskey(caller(exchange), e.copied());
            throw new Problem(401, sentence(e));
        }
    }

    /** What stands in for a code in this request. */
    OtherFactor beside(Exchange exchange, Map<String, Object> form) {
        Optional<Site> site = site(exchange);
        Map<?, ?> credential = map(form, "passkey");
        return new OtherFactor() {
            @Override
            public boolean proves(String person) throws IOException {
                if (site.isEmpty() || credential.isEmpty()) {
                    return false;
                }
                try {
                    passkeys.proves(person, site.get(), credential);
                    return true;
                } catch (InvalidPasskeyException e) {
                    access.refusePasskey(caller(exchange), e.copied());
                    throw new Problem(401, sentence(e));
                }
            }

            @Override
            public Map<String, Object> question(String person) {
                return site.map(here -> passkeys.question(person, here)).orElse(Map.of());
            }
        };
    }

    private static String sentence(InvalidPasskeyException e) {
        return e.copied().isPresent()
                ? "There may be a copy of the passkey “" + e.copied().get().name()
                        + "”: its counter went back. Sign in another way and remove it."
                : "The plug does not know this passkey, or its answer is not valid (" + e.getMessage()
                        + "). Try again, or sign in with your passphrase.";
    }

    private static Optional<Site> site(Exchange exchange) {
        var uri = exchange.request().getHttpURI();
        return Site.of(uri.getHost(), uri.getAuthority());
    }

    private static Site requireSite(Exchange exchange) {
        return site(exchange)
                .orElseThrow(() -> new Problem(
                        409,
                        "Browsers know no passkeys for an address in numbers. Open the plug by its name, such as"
                                + " “https://hearth.local”."));
    }

    private static Map<?, ?> map(Map<String, Object> form, String name) {
        return form.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<String, Object> describe(Passkey passkey) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", passkey.id());
        json.put("name", passkey.name());
        json.put("host", passkey.rpId());
        json.put("alone", passkey.verifies());
        json.put("synced", passkey.backedUp());
        json.put("created", EntryJson.time(passkey.created()));
        passkey.lastUsed().ifPresent(at -> json.put("lastUsed", EntryJson.time(at)));
        return json;
    }

    private void note(Event event, Exchange exchange, Person person, String detail) {
        access.audit().note(event, caller(exchange), person.owner() ? "" : person.name(), detail);
    }

    private static Caller caller(Exchange exchange) {
        return SecurityEndpoint.caller(exchange);
    }

    private static String key(Person person) {
        return person.owner() ? "" : person.id();
    }
}
