// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** One switched USB port and what is plugged into it. Advanced in steps of 10 ms. */
final class UsbPort {
    /** Time from power to descriptors being read, in steps: 100 ms debounce (USB 2.0, 7.1.7.3) and enumeration. */
    private static final int ENUMERATION_STEPS = 25;
    /** What an unconfigured device may draw: one unit load, 100 mA at 5 V (USB 2.0, 7.2.1). */
    private static final double UNIT_LOAD_WATTS = 0.5;

    private final double limitWatts;
    private UsbProfile profile;
    private double own = 1;
    private boolean powered;
    private boolean authorised;
    private int sincePower;
    private int sinceAuthorised;
    private DiskState disk = DiskState.STANDBY;
    private int surgeLeft;
    private double busy;
    private double watts;

    /** State of a storage device's mechanics; flash is ready at once. */
    enum DiskState {
        STANDBY,
        SPINNING_UP,
        READY
    }

    UsbPort(double limitAmpere) {
        limitWatts = 5 * limitAmpere;
    }

    void attach(UsbProfile device, double unitFactor) {
        profile = device;
        own = unitFactor;
        sincePower = 0;
        reset();
    }

    void detach() {
        profile = null;
        reset();
    }

    private void reset() {
        disk = DiskState.STANDBY;
        surgeLeft = 0;
        sinceAuthorised = 0;
        authorised = false;
    }

    void power(boolean on) {
        if (powered != on) {
            powered = on;
            sincePower = 0;
            reset();
        }
    }

    void authorise(boolean allow) {
        if (!allow || !enumerated()) {
            authorised = false;
            return;
        }
        if (!authorised) {
            authorised = true;
            sinceAuthorised = 0;
            spinUp();
        }
    }

    void spinUp() {
        if (authorised && disk == DiskState.STANDBY) {
            disk = profile.spins() ? DiskState.SPINNING_UP : DiskState.READY;
            surgeLeft = profile.surgeMillis() / Plug.STEP_MILLIS;
        }
    }

    void spinDown() {
        if (disk == DiskState.READY && profile.spins()) {
            disk = DiskState.STANDBY;
        }
    }

    boolean present() {
        return profile != null;
    }

    boolean powered() {
        return powered;
    }

    boolean authorised() {
        return authorised;
    }

    boolean enumerated() {
        return powered && profile != null && sincePower >= ENUMERATION_STEPS;
    }

    boolean ready() {
        return authorised && disk == DiskState.READY;
    }

    DiskState disk() {
        return disk;
    }

    UsbProfile profile() {
        return profile;
    }

    /** Notes that the device transferred during this share of the step, 0 to 1. */
    void busy(double share) {
        busy = share;
    }

    /** Share of the last step spent transferring, 0 to 1. */
    double lastBusy() {
        return busy;
    }

    /** Advances by a step and returns what the port draws, in W at 5 V. */
    double step(Noise noise) {
        watts = 0;
        if (profile == null || !powered) {
            return 0;
        }
        sincePower++;
        if (profile.overdrawWatts() > 0 && profile.overdrawAfterMillis() == 0) {
            watts = profile.overdrawWatts();
        } else if (!authorised) {
            watts = Math.min(UNIT_LOAD_WATTS, profile.standbyWatts() + 0.1) * own;
        } else {
            watts = configured() * own * (1 + 0.02 * noise.symmetric());
        }
        watts = Math.min(watts, limitWatts);
        return watts;
    }

    private double configured() {
        sinceAuthorised++;
        if (profile.overdrawWatts() > 0 && sinceAuthorised * Plug.STEP_MILLIS >= profile.overdrawAfterMillis()) {
            return profile.overdrawWatts();
        }
        if (disk == DiskState.SPINNING_UP) {
            surgeLeft--;
            if (surgeLeft <= 0) {
                disk = DiskState.READY;
            }
            return profile.surgeWatts();
        }
        if (disk == DiskState.STANDBY) {
            return profile.standbyWatts();
        }
        return profile.idleWatts() + (profile.activeWatts() - profile.idleWatts()) * Math.min(1, busy);
    }

    double watts() {
        return watts;
    }

    /** Steady draw if the device were busy for the given share, in W; what the oracle needs to know. */
    double wattsIfBusy(double share) {
        if (profile == null || !powered || !authorised || disk != DiskState.READY) {
            return watts;
        }
        return (profile.idleWatts() + (profile.activeWatts() - profile.idleWatts()) * share) * own;
    }
}
