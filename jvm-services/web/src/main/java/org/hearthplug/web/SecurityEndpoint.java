// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AuditTrail;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.access.Session;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/sessions}, {@code /api/v1/audit} and {@code /api/v1/account/passphrase} for who is signed in. */
final class SecurityEndpoint {
    private final Access access;
    private final SecondFactorEndpoint secondFactor;
    private final PasskeyEndpoint passkeys;

    SecurityEndpoint(Access access) {
        this.access = access;
        this.secondFactor = new SecondFactorEndpoint(access);
        this.passkeys = new PasskeyEndpoint(access);
    }

    void sessions(Exchange exchange, List<String> rest, Session mine, Person person) throws IOException {
        switch (exchange.method() + " " + rest.size()) {
            case "GET 0" ->
                exchange.json(
                        200,
                        Map.of(
                                "items",
                                access.sessionsOf(person).stream()
                                        .map(session -> describe(session, mine))
                                        .toList()));
            case "DELETE 0" -> {
                access.endOtherSessions(caller(exchange), person, mine);
                exchange.empty(204);
            }
            case "DELETE 1" -> {
                access.endSession(caller(exchange), person, rest.getFirst());
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "Sessions know GET and DELETE. Use one of these.")
                        .header("Allow", "GET, DELETE");
        }
    }

    void audit(Exchange exchange, List<String> rest) throws IOException {
        if (!exchange.method().equals("GET") || !rest.isEmpty()) {
            throw new Problem(405, "The journal can only be read. Use GET.").header("Allow", "GET");
        }
        exchange.json(200, Map.of("items", access.audit().latest(AuditTrail.MAX_READ)));
    }

    void account(Exchange exchange, List<String> rest, Session mine, Person person) throws IOException {
        if (rest.equals(List.of("second-factor"))) {
            secondFactor.serve(exchange, person);
            return;
        }
        if (!rest.isEmpty() && rest.getFirst().equals("passkeys")) {
            passkeys.account(exchange, rest.subList(1, rest.size()), person);
            return;
        }
        if (!rest.equals(List.of("passphrase"))) {
            throw new Problem(
                    404, "An account has a “passphrase”, “passkeys” and a “second-factor”. Ask for one of these.");
        }
        if (!exchange.method().equals("PUT")) {
            throw new Problem(405, "A passphrase is changed with PUT. Use it.").header("Allow", "PUT");
        }
        Map<String, Object> form = Json.readObject(exchange.readBody());
        access.changePassphrase(caller(exchange), person, mine, text(form, "current"), text(form, "passphrase"));
        exchange.empty(204);
    }

    /** Returns what is asked of passkeys at the door. */
    PasskeyEndpoint passkeys() {
        return passkeys;
    }

    static Caller caller(Exchange exchange) {
        return new Caller(exchange.peer(), exchange.header("User-Agent"));
    }

    private static Map<String, Object> describe(Session session, Session mine) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", session.shortId());
        json.put("created", EntryJson.time(session.created()));
        json.put("expires", EntryJson.time(session.expires()));
        json.put("from", session.from().peer());
        json.put("agent", session.from().agent());
        json.put("current", session.id().equals(mine.id()));
        return json;
    }

    private static String text(Map<String, Object> form, String name) {
        return form.get(name) instanceof String text ? text : "";
    }
}
