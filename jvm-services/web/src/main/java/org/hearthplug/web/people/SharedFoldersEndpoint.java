// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/shared-folders} for the owner: folders that several people have among theirs. */
public final class SharedFoldersEndpoint {
    private final Access access;
    private final Storage storage;

    /** Answers for the household of an access. */
    public SharedFoldersEndpoint(Access access, Storage storage) {
        this.access = access;
        this.storage = storage;
    }

    /** Answers the owner: {@code rest} is what follows {@code /api/v1/shared-folders}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        switch (exchange.method() + " " + rest.size()) {
            case "GET 0" -> {
                List<Map<String, Object>> items = new ArrayList<>();
                for (CommonFolder folder : access.household().folders()) {
                    items.add(describe(folder));
                }
                exchange.json(200, Map.of("items", items));
            }
            case "POST 0" -> put(exchange, "", Map.of(), 201);
            case "PUT 1" -> {
                CommonFolder before = access.household().folder(rest.getFirst());
                put(exchange, before.id(), before.people(), 200);
            }
            case "DELETE 1" -> remove(exchange, rest.getFirst());
            default ->
                throw new Problem(405, "Shared folders know GET, POST, PUT and DELETE. Use one of these.")
                        .header("Allow", "GET, POST, PUT, DELETE");
        }
    }

    private void put(Exchange exchange, String id, Map<String, Boolean> before, int status) throws IOException {
        String owner = access.owner().id();
        CommonFolder wanted = new PeopleForm(Json.readObject(exchange.readBody())).folder(id, owner);
        if (!id.isEmpty() && !access.household().folder(id).name().equals(wanted.name())) {
            before = Map.of(); // The new name has to be free among everybody's files.
        }
        for (String person : wanted.people().keySet()) {
            if (!before.containsKey(person)
                    && access.household().anybody(person).isPresent()) {
                FolderNames.requireFree(access, storage, person, wanted.name());
            }
        }
        CommonFolder kept =
                access.household().share(PeopleEndpoint.caller(exchange), wanted, storage.accounts()::contains);
        storage.space(kept.id());
        exchange.json(status, describe(kept));
    }

    private Map<String, Object> describe(CommonFolder folder) throws IOException {
        Map<String, String> people = new LinkedHashMap<>();
        folder.people().forEach((id, writes) -> people.put(id, writes ? "write" : "read"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", folder.id());
        json.put("name", folder.name());
        json.put("people", people);
        json.put("quotaBytes", folder.quotaBytes());
        json.put("usedBytes", storage.space(folder.id()).keptBytes());
        return json;
    }

    /** Ends a shared folder; what is in it goes to the owner's files under the same name. */
    private void remove(Exchange exchange, String id) throws IOException {
        CommonFolder gone = access.household().empty(PeopleEndpoint.caller(exchange), id);
        Optional<FilePath> place =
                storage.adopt(gone.id(), storage.space(access.owner().id()), gone.name());
        access.household().forgetFolder(id);
        Map<String, Object> json = new LinkedHashMap<>();
        place.ifPresent(path -> json.put("path", path.toString()));
        exchange.json(200, json);
    }
}
