// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hearthplug.rig.PlugClient.Answer;

/** What every refusal must be: a status, and a sentence that says what to do (RFC 9457). */
final class Problems {
    private Problems() {}

    static void assertProblem(Answer answer, Integer... statuses) {
        assertThat(answer.status()).as("%s", answer).isIn((Object[]) statuses);
        assertThat(answer.header("Content-Type")).as("%s", answer).startsWith("application/problem+json");
        assertThat(answer.json().get("detail").string())
                .as("the sentence of %s", answer)
                .hasSizeGreaterThan(15)
                .contains(" ")
                .matches("(?s).*[.!?]");
        assertThat(answer.json().get("status").longValue()).isEqualTo(answer.status());
    }
}
