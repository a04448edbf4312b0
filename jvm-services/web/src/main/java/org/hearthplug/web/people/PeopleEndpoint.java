// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.access.Household;
import org.hearthplug.web.access.Person;
import org.hearthplug.web.files.EntryJson;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/people} for the owner, {@code /api/v1/invitation} for who was invited. */
public final class PeopleEndpoint {
    private final Household household;
    private final Access access;
    private final Storage storage;

    /** Answers for the household of an access. */
    public PeopleEndpoint(Access access, Storage storage) {
        this.access = access;
        this.household = access.household();
        this.storage = storage;
    }

    /** Answers the owner: {@code rest} is what follows {@code /api/v1/people}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method() + " " + rest.size();
        switch (asked) {
            case "GET 0" -> list(exchange);
            case "POST 0" -> {
                PeopleForm form = new PeopleForm(Json.readObject(exchange.readBody()));
                tell(exchange, household.invite(caller(exchange), form.person(""), taken()));
            }
            case "PUT 1" -> {
                household.find(rest.getFirst());
                PeopleForm form = new PeopleForm(Json.readObject(exchange.readBody()));
                exchange.json(200, describe(household.change(caller(exchange), form.person(rest.getFirst()))));
            }
            case "DELETE 1" -> remove(exchange, rest.getFirst());
            case "POST 2" -> {
                if (!rest.get(1).equals("invitation")) {
                    throw new Problem(404, "A person has an “invitation” to make anew. Ask for that.");
                }
                tell(exchange, household.inviteAgain(caller(exchange), rest.getFirst()));
            }
            default ->
                throw new Problem(405, "People know GET, POST, PUT and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, PUT, DELETE");
        }
    }

    /** Says that a name is taken when a folder of it is on the disk: nobody inherits what another one left. */
    Predicate<String> taken() throws IOException {
        return storage.accounts()::contains;
    }

    private void list(Exchange exchange) throws IOException {
        Map<String, Object> owner = new LinkedHashMap<>();
        Person who = access.owner();
        owner.put("id", who.id());
        owner.put("name", who.name());
        owner.put("usedBytes", storage.space(who.id()).keptBytes());
        List<Map<String, Object>> items = new java.util.ArrayList<>();
        for (Household.Seen seen : household.all()) {
            items.add(describe(seen));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("owner", owner);
        json.put("items", items);
        exchange.json(200, json);
    }

    private static void tell(Exchange exchange, Household.Invitation made) throws IOException {
        Map<String, Object> json = described(made.seen());
        json.put("token", made.token());
        exchange.json(201, json);
    }

    private Map<String, Object> describe(Household.Seen seen) throws IOException {
        Map<String, Object> json = described(seen);
        if (seen.joined()) {
            json.put("usedBytes", storage.space(seen.person().id()).keptBytes());
        }
        return json;
    }

    private static Map<String, Object> described(Household.Seen seen) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", seen.person().id());
        json.put("name", seen.person().name());
        json.put("role", seen.person().role().code());
        seen.person().expires().ifPresent(at -> json.put("expires", EntryJson.time(at)));
        json.put("quotaBytes", seen.person().quotaBytes());
        json.put("joined", seen.joined());
        seen.invitedUntil().ifPresent(at -> json.put("invitedUntil", EntryJson.time(at)));
        json.put("leaving", seen.leaving());
        return json;
    }

    /** Lets somebody in no more and hands their files to the owner; what a power cut leaves undone, the next try does. */
    private void remove(Exchange exchange, String id) throws IOException {
        Person gone = household.leave(caller(exchange), id);
        Space heir = storage.space(access.owner().id());
        Optional<FilePath> place = storage.adopt(gone.id(), heir, FolderNames.plain(gone.name()));
        household.forget(gone.id());
        Map<String, Object> json = new LinkedHashMap<>();
        place.ifPresent(path -> json.put("path", path.toString()));
        exchange.json(200, json);
    }

    /** Answers whoever holds an invitation: {@code rest} is what follows {@code /api/v1/invitation}. Returns whom it let in, if it did. */
    public Optional<Access.Entrance> invitation(Exchange exchange, List<String> rest) throws IOException {
        String asked = exchange.method() + " " + rest.size();
        if (asked.equals("GET 1")) {
            Person invited = household.invited(exchange.peer(), rest.getFirst());
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("plugName", access.plugName().orElse(""));
            json.put("ownerName", access.owner().name());
            json.put("name", invited.name());
            json.put("role", invited.role().code());
            invited.expires().ifPresent(at -> json.put("expires", EntryJson.time(at)));
            exchange.json(200, json);
            return Optional.empty();
        }
        if (asked.equals("POST 1")) {
            Object passphrase = Json.readObject(exchange.readBody()).get("passphrase");
            return Optional.of(
                    household.join(caller(exchange), rest.getFirst(), passphrase instanceof String text ? text : ""));
        }
        throw new Problem(405, "An invitation knows GET and POST. Use one of these.").header("Allow", "GET, POST");
    }

    static Caller caller(Exchange exchange) {
        return new Caller(exchange.peer(), exchange.header("User-Agent"));
    }
}
