// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;

/** The backup as its owner's page asks for it. */
record Backup(PlugClient owner) {
    private static final String API = "/api/v1/backup";

    Json state() {
        Answer answer = owner.send("GET", API);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    /** Adds a place and waits until it is ready. */
    void add(Map<String, ?> place) {
        start("targets", place);
        settle("init");
    }

    /** Has work begun. The plug begins some by itself, too: that comes to its end first. */
    void start(String what, Map<String, ?> form) {
        Answer answer = unlessAtWork("the backup's " + what, () -> post(what, form));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }

    /** The key that a place shows, for its owner to compare. */
    String hostKey(Map<String, ?> place) {
        Answer answer = unlessAtWork("the place's key", () -> post("probe", place));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json().get("hostKey").string();
    }

    private static Answer unlessAtWork(String what, Supplier<Answer> question) {
        return Deadline.seconds(240).await(what, () -> {
            Answer answer = question.get();
            return answer.status() == 409 ? Optional.empty() : Optional.of(answer);
        });
    }

    Answer post(String what, Map<String, ?> form) {
        return owner.sendJson("POST", API + "/" + what, form);
    }

    /** Has a kind of work done, and returns what came of it. */
    Json run(String kind) {
        start("run", Map.of("kind", kind));
        return settle(kind);
    }

    /** Waits until a kind of work has been done, if only by the plug itself, and nothing is under way; returns what came of it the last time. */
    Json settle(String kind) {
        Json last = Deadline.seconds(120).await("the backup's " + kind, () -> {
            Json now = state();
            return now.at("job").isPresent() ? Optional.empty() : now.at("last." + kind);
        });
        assertThat(last.get("ok").bool()).as("%s: %s", kind, last).isTrue();
        return last;
    }

    String words() {
        Answer answer = post("words", Map.of());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json().get("words").string();
    }

    /** The places' labels, those with a state or, with an empty one, all. */
    List<String> places(String state) {
        return state().get("targets").list().stream()
                .filter(t -> state.isEmpty()
                        || t.get("health")
                                .at("state")
                                .map(Json::string)
                                .orElse("")
                                .equals(state))
                .map(t -> t.get("label").string())
                .toList();
    }

    /** The place with a label. */
    Json place(String label) {
        return state().get("targets").list().stream()
                .filter(t -> t.get("label").string().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** When the newest snapshot was made that a place holds. */
    String newestOn(String label) {
        return place(label).get("health").get("newest").string();
    }

    /** The folder of a snapshot that holds the owner's own files. */
    static String own(Json snapshot) {
        return snapshot.get("roots").list().getFirst().get("root").string();
    }

    /** The newest snapshot: id, paths, roots. Where the plug's own schedule may have made a newer one, see {@link #newestOf}. */
    Json newest() {
        return snapshots().getFirst();
    }

    /** The newest snapshot of a folder. */
    Json newestOf(Path folder) {
        return snapshots().stream()
                .filter(snapshot -> snapshot.get("paths").list().stream()
                        .anyMatch(path -> path.string().equals(folder.toString())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no snapshot of " + folder));
    }

    /** The newest first. */
    private List<Json> snapshots() {
        Answer answer = unlessAtWork("the snapshots", () -> owner.send("GET", API + "/snapshots"));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json().get("snapshots").list();
    }
}
