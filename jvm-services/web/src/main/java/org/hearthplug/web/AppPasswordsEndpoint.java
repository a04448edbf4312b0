// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AppPassword;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/app-passwords} for who is signed in. */
final class AppPasswordsEndpoint {
    private final Access access;
    private volatile FileDoor door;

    AppPasswordsEndpoint(Access access) {
        this.access = access;
    }

    void announce(FileDoor opened) {
        door = opened;
    }

    void serve(Exchange exchange, List<String> rest, Person person) throws IOException {
        String asked = exchange.method() + " " + rest.size();
        switch (asked) {
            case "GET 0" -> exchange.json(200, all(person));
            case "POST 0" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                Map.Entry<AppPassword, String> made = access.programs()
                        .make(
                                SecurityEndpoint.caller(exchange),
                                person,
                                form.get("label") instanceof String text ? text : "",
                                scope(form.get("scope"), person));
                Map<String, Object> json = describe(made.getKey());
                json.put("password", made.getValue());
                exchange.json(201, json);
            }
            case "DELETE 1" -> {
                access.programs().revoke(SecurityEndpoint.caller(exchange), person, rest.getFirst());
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "App passwords know GET, POST and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, DELETE");
        }
    }

    private static AppPassword.Scope scope(Object word, Person person) {
        if (word == null || "files".equals(word)) {
            return AppPassword.Scope.FILES;
        }
        if (!"metrics".equals(word)) {
            throw new Problem(422, "An app password opens “files” or “metrics”. Use one of these for “scope”.");
        }
        if (!person.owner()) {
            throw new Problem(403, "The plug's figures are its owner's. Ask them.");
        }
        return AppPassword.Scope.METRICS;
    }

    private Map<String, Object> all(Person person) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "items",
                access.programs().passwords(person).stream()
                        .map(AppPasswordsEndpoint::describe)
                        .toList());
        FileDoor open = door;
        if (open != null) {
            json.put("sftp", Map.of("port", open.port(), "fingerprint", open.fingerprint()));
        }
        return json;
    }

    private static Map<String, Object> describe(AppPassword one) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", one.id());
        json.put("label", one.label());
        json.put("created", one.created().toString());
        json.put("scope", one.scope().name().toLowerCase(Locale.ROOT));
        return json;
    }
}
