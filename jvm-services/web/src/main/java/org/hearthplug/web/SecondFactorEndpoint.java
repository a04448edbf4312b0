// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.AuditTrail.Event;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.access.Totp;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/account/second-factor}: codes of an authenticator beside the passphrase, for who is signed in. */
final class SecondFactorEndpoint {
    private final Access access;

    SecondFactorEndpoint(Access access) {
        this.access = access;
    }

    void serve(Exchange exchange, Person person) throws IOException {
        String key = person.owner() ? "" : person.id();
        switch (exchange.method()) {
            case "GET" -> {
                int left = access.secondFactors().recoveryLeft(key);
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("on", left >= 0);
                if (left >= 0) {
                    json.put("recoveryCodesLeft", left);
                    json.put("by", access.secondFactors().byPasskey(key) ? "passkey" : "authenticator");
                }
                exchange.json(200, json);
            }
            case "POST" -> {
                requirePassphrase(exchange, person);
                String secret = Totp.base32(access.secondFactors().begin(key));
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("secret", secret);
                json.put("uri", uri(person, secret));
                exchange.json(200, json);
            }
            case "PUT" -> {
                List<String> codes = turnOn(exchange, person, key, Json.readObject(exchange.readBody()));
                note(Event.SECOND_FACTOR_ON, exchange, person);
                exchange.json(200, Map.of("recoveryCodes", codes));
            }
            case "DELETE" -> {
                requirePassphrase(exchange, person);
                access.secondFactors().forget(key);
                note(Event.SECOND_FACTOR_OFF, exchange, person);
                exchange.empty(204);
            }
            default ->
                throw new Problem(405, "A second factor knows GET, POST, PUT and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, PUT, DELETE");
        }
    }

    /** By an authenticator's first code, or, with the passphrase, by the passkeys that the person has. */
    private List<String> turnOn(Exchange exchange, Person person, String key, Map<String, Object> form)
            throws IOException {
        if (!"passkey".equals(form.get("by"))) {
            return access.secondFactors().confirm(key, form.get("code") instanceof String text ? text : "");
        }
        access.requirePassphrase(exchange.peer(), person, form.get("current") instanceof String text ? text : "");
        if (access.passkeys().of(key).isEmpty()) {
            throw new Problem(409, "You have no passkey yet. Add one first.");
        }
        return access.secondFactors().askForPasskey(key);
    }

    private void requirePassphrase(Exchange exchange, Person person) throws IOException {
        Object current = Json.readObject(exchange.readBody()).get("current");
        access.requirePassphrase(exchange.peer(), person, current instanceof String text ? text : "");
    }

    private void note(Event event, Exchange exchange, Person person) {
        access.audit().note(event, SecurityEndpoint.caller(exchange), person.owner() ? "" : person.name(), "");
    }

    /** What authenticators read from a QR code. */
    private String uri(Person person, String secret) {
        String plug = encode(access.plugName().orElse("Hearth"));
        return "otpauth://totp/" + plug + ":" + encode(person.name()) + "?secret=" + secret + "&issuer=" + plug;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
