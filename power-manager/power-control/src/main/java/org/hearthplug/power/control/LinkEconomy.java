// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;

/**
 * Small watts from the links and the LEDs, when watts are scarce. Each switch rests two minutes before it turns back, because a link
 * that renegotiates is a link that is down.
 */
final class LinkEconomy {
    private static final int REST_PERIODS = 1200;
    private static final int QUIET_PERIODS = 300;
    private static final int BUSY_PERIODS = 5;

    private final PlugControls controls;
    private final boolean ethernet;
    private boolean started;
    private int quiet;
    private int busy;
    private int rested = REST_PERIODS;
    private boolean saving;
    private boolean ledsOff;

    LinkEconomy(PlugControls controls, PlugProfile profile) {
        this.controls = controls;
        ethernet = profile.links().ethernet();
    }

    /** One period; {@code scarce} says that work waits for watts, {@code urgent} that a device waits for room. */
    void step(Observation seen, LoadClass[] classes, boolean scarce, boolean urgent) {
        if (!started) {
            started = true;
            if (ethernet) {
                controls.eee(true);
            }
        }
        rested++;
        boolean interactive = false;
        for (int i = 0; i < classes.length; i++) {
            interactive |= classes[i] == LoadClass.INTERACTIVE && (seen.loadCores[i] > 0.01 || seen.loadWaiting[i]);
        }
        quiet = interactive || seen.netShare > 0.03 ? 0 : quiet + 1;
        busy = seen.netShare > 0.5 || (interactive && saving) ? busy + 1 : 0;
        if (!saving && rested > REST_PERIODS && scarce && quiet > QUIET_PERIODS) {
            save(true);
        } else if (saving && busy > BUSY_PERIODS && rested > BUSY_PERIODS) {
            save(false);
        }
        boolean dark = urgent || scarce;
        if (dark != ledsOff && rested % 50 == 0) {
            ledsOff = dark;
            controls.leds(!dark);
        }
    }

    private void save(boolean on) {
        saving = on;
        rested = 0;
        if (ethernet) {
            controls.ethernetMbit(on ? 100 : 1000);
        } else {
            controls.wifiPowerSave(on);
        }
    }
}
