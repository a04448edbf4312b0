// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import java.util.Arrays;
import org.hearthplug.power.policy.DeviceNeed;

/** What is known of each port and its device. A port that is switched off here is told so at once. */
final class PortBook {
    private final PlugControls controls;
    /** Where each port is in being admitted. */
    final PortState[] state;
    /** What each device needs; null before it was asked. */
    final DeviceNeed[] need;
    /** Periods since the state was entered. */
    final int[] since;
    /** Periods until it is looked at again. */
    final int[] retry;
    /** Periods for which the device was not used. */
    final int[] idle;
    /** Whether the port's switch was told to be on. */
    final boolean[] commandedOn;
    /** Whether the owner was told that the device is held. */
    final boolean[] told;
    /** What each device was seen to draw beyond what it asks for when it was cut off, in W; 0 for one that never was. */
    final double[] overdrawWatts;
    /** Whether it was cut off and not let in since. */
    final boolean[] cut;
    /** How often it is still looked whether a device that was cut off fits: the owner raised the limit since. */
    final int[] again;

    PortBook(PlugControls controls, int ports) {
        this.controls = controls;
        state = new PortState[ports];
        Arrays.fill(state, PortState.EMPTY);
        need = new DeviceNeed[ports];
        since = new int[ports];
        retry = new int[ports];
        idle = new int[ports];
        commandedOn = new boolean[ports];
        told = new boolean[ports];
        overdrawWatts = new double[ports];
        cut = new boolean[ports];
        again = new int[ports];
    }

    void enter(int port, PortState next) {
        state[port] = next;
        since[port] = 0;
    }

    /** Where a device waits that cannot be let in. One that drew too much does not try by itself again. */
    PortState waiting(int port) {
        return cut[port] ? PortState.CUT_OFF : PortState.HELD;
    }

    void off(int port, PortState then) {
        controls.authorise(port, false);
        controls.portPower(port, false);
        commandedOn[port] = false;
        enter(port, then);
    }
}
