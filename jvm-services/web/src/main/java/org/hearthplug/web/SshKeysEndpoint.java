// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/ssh-keys} for who is signed in. */
final class SshKeysEndpoint {
    private final Access access;

    SshKeysEndpoint(Access access) {
        this.access = access;
    }

    void serve(Exchange exchange, List<String> rest, Person person) throws IOException {
        switch (exchange.method() + " " + rest.size()) {
            case "GET 0" ->
                exchange.json(200, Map.of("items", access.programs().keys().of(person)));
            case "POST 0" -> {
                Map<String, Object> form = Json.readObject(exchange.readBody());
                exchange.json(
                        201,
                        access.programs()
                                .keys()
                                .add(
                                        SecurityEndpoint.caller(exchange),
                                        person,
                                        text(form, "label"),
                                        text(form, "key")));
            }
            case "DELETE 1" -> {
                access.programs().keys().remove(SecurityEndpoint.caller(exchange), person, rest.getFirst());
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "SSH keys know GET, POST and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, DELETE");
        }
    }

    private static String text(Map<String, Object> form, String name) {
        return form.get(name) instanceof String text ? text : "";
    }
}
