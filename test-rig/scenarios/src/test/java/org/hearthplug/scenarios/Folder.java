// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;

/** A folder on the plug as its owner uses it, over the HTTP API. */
record Folder(PlugClient owner, String path) {
    private static final String FILES = "/api/v1/files/";

    /** The folder at {@code path} ({@code name/} or {@code a/b/}), made if it is missing. */
    static Folder at(PlugClient owner, String path) {
        Answer answer = owner.send("PUT", FILES + path);
        assertThat(answer.status()).as("making the folder: %s", answer).isIn(201, 409);
        return new Folder(owner, path);
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String url(String name) {
        return FILES + path + encoded(name);
    }

    Answer put(String name, Content content) {
        return put(name, content, Map.of());
    }

    Answer put(String name, Content content, Map<String, String> headers) {
        return owner.send("PUT", url(name), BodyPublishers.ofByteArray(content.bytes()), headers);
    }

    Answer get(String name) {
        return owner.send("GET", url(name));
    }

    Answer delete(String name) {
        return owner.send("DELETE", url(name));
    }

    /** The names in the folder. */
    Set<String> names() {
        Answer answer = owner.send("GET", FILES + path + "?limit=1000");
        assertThat(answer.status()).as("listing the folder: %s", answer).isEqualTo(200);
        return answer.json().get("entries").list().stream()
                .map(entry -> entry.get("name").string())
                .collect(Collectors.toSet());
    }

    /** Fails unless the file holds exactly this content. */
    void assertHolds(String name, Content content) {
        Answer answer = get(name);
        assertThat(answer.status()).as("reading %s", name).isEqualTo(200);
        assertThat(answer.body().length).as("length of %s", name).isEqualTo(content.bytes().length);
        assertThat(answer.body()).as("content of %s", name).isEqualTo(content.bytes());
    }
}
