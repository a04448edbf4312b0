// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.RigException;

/** The power manager as its owner's page sees it. */
final class PowerStatus {
    private PowerStatus() {}

    /** Changes the budget; returns it as it then is. */
    static Json change(PlugClient owner, Map<String, ?> budget) {
        Answer answer = owner.sendJson("PUT", "/api/v1/power/budget", budget);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    /** The status that satisfies; the manager may still be starting. */
    static Json await(PlugClient owner, String what, Predicate<Json> satisfies) {
        Answer[] last = new Answer[1];
        try {
            return Deadline.seconds(120).await(what, () -> {
                last[0] = owner.send("GET", "/api/v1/power");
                return last[0].status() == 200 && satisfies.test(last[0].json())
                        ? Optional.of(last[0].json())
                        : Optional.empty();
            });
        } catch (RigException inVain) {
            throw new AssertionError("waited in vain for " + what + "; the last answer was " + last[0].text(), inVain);
        }
    }
}
