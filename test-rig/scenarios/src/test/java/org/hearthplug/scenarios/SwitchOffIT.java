// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hearthplug.rig.Console;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The end of the household's day: after it no machine of the household takes processor time from the others. */
@Order(50)
@Household
class SwitchOffIT {
    @Test
    void thePowerButtonSwitchesOffAndEveryServiceEndsByItself(Plug plug) {
        Console console = plug.target().console();
        console.skipToNow();
        plug.target().powerOff(Deadline.seconds(60));
        assertThat(plug.target().isOn()).isFalse();
        String said = console.remembered();
        assertThat(said.substring(said.lastIndexOf("hearth: stopping")))
                .contains("hearth: stopped")
                .doesNotContain("did not stop")
                .doesNotContain("could not be released");
    }
}
