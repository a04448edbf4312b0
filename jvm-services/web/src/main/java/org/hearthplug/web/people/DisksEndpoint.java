// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.CommonFolder;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Json;
import org.hearthplug.web.http.Problem;

/** {@code /api/v1/disks} for the owner: which disks are there, which of them hold people's files, and who has those. */
public final class DisksEndpoint {
    private static final String INTERFACE = "org.hearthplug.Disks.";
    private static final Duration LIST = Duration.ofSeconds(15);
    private static final Duration MOUNT = Duration.ofSeconds(90);
    private static final Duration FORMAT = Duration.ofMinutes(12);
    private static final int RETRY_SECONDS = 5;

    private final PlatformView platform;
    private final Access access;
    private final Storage storage;
    private final DiskFolders disks;
    private final Function<String, List<String>> keeps;

    /**
     * Answers for the disks of a platform and the household of an access.
     *
     * @param keeps what is kept on the disk of an id besides people's files
     */
    public DisksEndpoint(
            PlatformView platform,
            Access access,
            Storage storage,
            DiskFolders disks,
            Function<String, List<String>> keeps) {
        this.platform = platform;
        this.access = access;
        this.storage = storage;
        this.disks = disks;
        this.keeps = keeps;
    }

    /** Answers the owner: {@code rest} is what follows {@code /api/v1/disks}. */
    public void serve(Exchange exchange, List<String> rest) throws IOException {
        switch (exchange.method() + " " + String.join("/", rest)) {
            case "GET ", "HEAD " -> {
                List<Map<String, Object>> items = list();
                items.forEach(this::name);
                exchange.json(200, Map.of("items", items));
            }
            case "POST use" -> use(exchange);
            case "POST prepare" -> prepare(exchange);
            case "POST release" -> tell(exchange, letGo("Release", form(exchange)));
            case "POST forget" -> {
                Map<String, Object> disk = letGo("Forget", form(exchange));
                access.household().forgetFolder(UsedDisk.account(text(disk, "id")));
                tell(exchange, disk);
            }
            case "PUT share" -> share(exchange);
            default ->
                throw new Problem(
                        404,
                        "There is nothing at this address for this method. “/api/v1/openapi.json” lists what there is.");
        }
    }

    /** Nothing of ours is to be open on it when platformd unmounts it; if that does not come about, it is used on. */
    private Map<String, Object> letGo(String method, Map<String, Object> form) throws IOException {
        list().stream()
                .filter(disk -> text(disk, "volume").equals(text(form, "volume")))
                .forEach(disk -> disks.letGo(UsedDisk.account(text(disk, "id"))));
        try {
            return ask(method, Map.of("volume", text(form, "volume")), MOUNT);
        } finally {
            disks.doubt();
        }
    }

    private void use(Exchange exchange) throws IOException {
        Map<String, Object> form = form(exchange);
        Map<String, Object> wanted = list().stream()
                .filter(disk -> text(disk, "volume").equals(text(form, "volume")))
                .findFirst()
                .orElseThrow(DisksEndpoint::gone);
        String account = UsedDisk.account(text(wanted, "id"));
        Optional<CommonFolder> before = access.household().disk(account);
        String name = text(form, "name").isBlank()
                ? before.map(CommonFolder::name).orElseGet(() -> nameOf(wanted))
                : text(form, "name").strip();
        CommonFolder folder =
                folder(account, name, before.map(CommonFolder::people).orElse(Map.of()));
        requireFree(folder, before);
        Map<String, Object> disk =
                ask("Use", Map.of("volume", text(form, "volume"), "identity", text(form, "identity")), MOUNT);
        keep(exchange, folder, before);
        tell(exchange, disk);
    }

    private void prepare(Exchange exchange) throws IOException {
        Map<String, Object> form = form(exchange);
        String label = text(form, "label").strip();
        String before = overwritten(text(form, "volume"));
        requireFree(folder(before, label, Map.of()), Optional.empty());
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("volume", text(form, "volume"));
        request.put("identity", text(form, "identity"));
        request.put("confirmation", form.get("confirmation"));
        request.put("label", label);
        Map<String, Object> disk = ask("Prepare", request, FORMAT);
        // Another file system is another disk: what was known of the one before leads nowhere now.
        access.household().forgetFolder(before);
        keep(exchange, folder(UsedDisk.account(text(disk, "id")), label, Map.of()), Optional.empty());
        tell(exchange, disk);
    }

    /** Returns what the space of the file system on a volume is called, that a new one is to take the place of. */
    private String overwritten(String volume) throws IOException {
        return list().stream()
                .filter(disk -> text(disk, "volume").equals(volume))
                .map(disk -> UsedDisk.account(text(disk, "id")))
                .findFirst()
                .orElseThrow(DisksEndpoint::gone);
    }

    private void share(Exchange exchange) throws IOException {
        Map<String, Object> form = form(exchange);
        String account = UsedDisk.account(text(form, "id"));
        Optional<CommonFolder> before = access.household().disk(account);
        if (before.isEmpty() && !disks.there().containsKey(account)) {
            throw gone();
        }
        CommonFolder wanted =
                new PeopleForm(form).folder(account, access.owner().id());
        requireFree(wanted, before);
        CommonFolder kept = access.household().share(PeopleEndpoint.caller(exchange), wanted, taken -> false);
        exchange.json(200, Map.of("name", kept.name(), "people", rights(kept)));
    }

    /** The owner always has a disk, and may change what is on it. */
    private CommonFolder folder(String account, String name, Map<String, Boolean> people) {
        Map<String, Object> rights = new LinkedHashMap<>();
        people.forEach((id, writes) -> rights.put(id, writes ? "write" : "read"));
        return new PeopleForm(Map.of("name", name, "people", rights))
                .folder(account, access.owner().id());
    }

    /** A disk's name must hide nothing of who has it from now on, and be no other's. Asked before anything is done to the disk. */
    private void requireFree(CommonFolder wanted, Optional<CommonFolder> before) throws IOException {
        access.household().requireFreeName(wanted.id(), wanted.name());
        boolean sameName = before.map(one -> one.name().equals(wanted.name())).orElse(false);
        for (String person : wanted.people().keySet()) {
            boolean had = sameName && before.get().people().containsKey(person);
            if (!had && access.household().anybody(person).isPresent()) {
                FolderNames.requireFree(access, storage, person, wanted.name());
            }
        }
    }

    private void keep(Exchange exchange, CommonFolder folder, Optional<CommonFolder> before) throws IOException {
        if (!before.equals(Optional.of(folder))) {
            access.household().share(PeopleEndpoint.caller(exchange), folder, taken -> false);
        }
    }

    private static String nameOf(Map<String, Object> disk) {
        String label = text(disk, "label");
        return FolderNames.plain(label.isBlank() ? text(disk, "model") : label, "Disk");
    }

    private void tell(Exchange exchange, Map<String, Object> disk) throws IOException {
        disks.there(); // Who answers that a disk is used has attached it.
        name(disk);
        exchange.json(200, Map.of("disk", disk));
    }

    private void name(Map<String, Object> disk) {
        String account = UsedDisk.account(text(disk, "id"));
        Optional<CommonFolder> folder = access.household().disk(account);
        folder.ifPresent(one -> {
            disk.put("name", one.name());
            disk.put("people", rights(one));
        });
        if (folder.isEmpty() && disks.there().containsKey(account)) {
            disk.put("name", disks.nameOf(account, access.household()));
        }
        List<String> kept = keeps.apply(text(disk, "id"));
        if (!kept.isEmpty()) {
            disk.put("keeps", kept);
        }
    }

    /** Who has it besides the owner. */
    private Map<String, String> rights(CommonFolder folder) {
        Map<String, String> people = new LinkedHashMap<>();
        folder.people().forEach((id, writes) -> people.put(id, writes ? "write" : "read"));
        people.remove(access.owner().id());
        return people;
    }

    private List<Map<String, Object>> list() throws IOException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Object one : (List<?>) call("List", null, LIST).getOrDefault("disks", List.of())) {
            found.add(copy((Map<?, ?>) one));
        }
        return found;
    }

    private Map<String, Object> ask(String method, Map<String, Object> request, Duration limit) throws IOException {
        Object disk = call(method, request, limit).get("disk");
        return disk instanceof Map<?, ?> map ? copy(map) : new LinkedHashMap<>();
    }

    private static Map<String, Object> copy(Map<?, ?> json) {
        Map<String, Object> copy = new LinkedHashMap<>();
        json.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private Map<String, Object> call(String method, Map<String, Object> request, Duration limit) throws IOException {
        try {
            String json = request == null ? null : new String(Json.write(request), StandardCharsets.UTF_8);
            return Json.readObject(
                    platform.disks(INTERFACE + method, json, limit).getBytes(StandardCharsets.UTF_8));
        } catch (PlatformView.Refused refused) {
            throw switch (refused.error()) {
                case INTERFACE + "NoDisk" -> gone();
                case INTERFACE + "Busy" ->
                    new Problem(
                            409,
                            "Something on the disk is still open, or it is being worked on. Wait for uploads and downloads to end, and try again.");
                default -> new Problem(422, reason(refused));
            };
        } catch (IOException away) {
            throw new Problem(
                            503,
                            "The plug's hardware service does not answer. It restarts by itself; wait a few seconds.")
                    .retryAfter(RETRY_SECONDS);
        }
    }

    private static String reason(PlatformView.Refused refused) {
        String said = text(Json.readObject(refused.parametersJson().getBytes(StandardCharsets.UTF_8)), "reason");
        return said.isBlank() ? "The plug did not take it. Reload the page and try again." : said;
    }

    private static Problem gone() {
        return new Problem(404, "This disk is not there any more, or another one is in its place. Reload the page.");
    }

    private static Map<String, Object> form(Exchange exchange) throws IOException {
        return Json.readObject(exchange.readBody());
    }

    private static String text(Map<String, Object> json, String name) {
        return json.get(name) instanceof String text ? text : "";
    }
}
