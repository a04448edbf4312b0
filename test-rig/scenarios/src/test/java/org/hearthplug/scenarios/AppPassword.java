// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.hearthplug.rig.PlugClient;

/**
 * What a person types into a program that knows no sessions.
 *
 * @param name the person's
 * @param password of the plug's making
 */
record AppPassword(String name, String password) {
    /** Has the plug make one for whoever is signed in. */
    static AppPassword of(PlugClient person, String name, String label) {
        PlugClient.Answer answer = person.sendJson("POST", "/api/v1/app-passwords", Map.of("label", label));
        assertThat(answer.status()).as("an app password: %s", answer).isEqualTo(201);
        return new AppPassword(name, answer.json().get("password").string());
    }

    /** As the header {@code Authorization} has it. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
