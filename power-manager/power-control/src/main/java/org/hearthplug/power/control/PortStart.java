// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.Admission;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.PowerModel;

/** Asks, powers and spins up one device at a time: makes room, sees in what is read back that the room is there, then spends it. */
final class PortStart {
    private static final int PROBE_PERIODS = 15;
    private static final int SPIN_PERIODS = 12;
    private static final int ROOM_PERIODS = 30;
    /** Periods for the estimates to come to rest after a port was started or switched off. */
    private static final int REST_PERIODS = 5;

    private static final int FAILED_RETRY_PERIODS = 300;
    /** Periods until a device that did not fit is looked at again. */
    static final int RETRY_PERIODS = 50;

    private final PlugTelemetry telemetry;
    private final PlugControls controls;
    private final NoticeSink notices;
    private final PlugProfile profile;
    private final PowerModel model;
    private final PortBook book;
    private int active = -1;
    private Step step = Step.NONE;
    private int stepPeriods;
    private double roomWatts;
    private boolean hold;
    private double surgeSum;
    private int surgeCount;
    private int resting = REST_PERIODS;

    /** What is being done for the active port. */
    private enum Step {
        NONE,
        ROOM_TO_PROBE,
        PROBING,
        ROOM_TO_USE,
        POWERING,
        STARTING,
        SURGING
    }

    PortStart(
            PlugTelemetry telemetry,
            PlugControls controls,
            NoticeSink notices,
            PlugProfile profile,
            PowerModel model,
            PortBook book) {
        this.telemetry = telemetry;
        this.controls = controls;
        this.notices = notices;
        this.profile = profile;
        this.model = model;
        this.book = book;
    }

    /** Whether nothing is being started. */
    boolean none() {
        return step == Step.NONE;
    }

    /** Whether that port's device is being started. */
    boolean active(int port) {
        return active == port && step != Step.NONE;
    }

    /** Whether that port's device is about to be asked what it is, or is being asked. */
    boolean probing(int port) {
        return active == port && (step == Step.ROOM_TO_PROBE || step == Step.PROBING);
    }

    /** What must be kept free, in W on the 5 V side; nothing while the surge itself is what is drawn. */
    double roomWatts() {
        return roomWatts;
    }

    /** Whether work that can wait has to stop for a moment. */
    boolean hold() {
        return hold;
    }

    /** A period without a start; returns whether the estimates have come to rest. */
    boolean rests() {
        resting++;
        return resting >= REST_PERIODS;
    }

    /** Makes room to ask the device what it is. */
    void ask(int port) {
        begin(port, Step.ROOM_TO_PROBE, DeviceNeed.UNIT_LOAD_WATTS);
    }

    /** Makes room for the device's start. */
    void use(int port, double watts) {
        begin(port, Step.ROOM_TO_USE, watts);
    }

    /** Switches the port off; what was being started there ends. */
    void off(int port, PortState then) {
        if (active == port) {
            finish();
        }
        book.off(port, then);
    }

    /** The surge is drawn: it needs no room any more. To be called at the end of a period. */
    void spent(Observation seen) {
        if (step == Step.SURGING && seen.spinningUp[active]) {
            roomWatts = 0;
        }
    }

    private void begin(int port, Step how, double watts) {
        active = port;
        roomWatts = watts;
        hold = watts > 2;
        next(how);
    }

    /** One period of what is being started. */
    void advance(Observation seen, PortRoom room) {
        stepPeriods++;
        switch (step) {
            case ROOM_TO_PROBE -> {
                if (roomIsThere(room)) {
                    controls.portPower(active, true);
                    book.commandedOn[active] = true;
                    book.enter(active, PortState.PROBING);
                    next(Step.PROBING);
                } else if (stepPeriods > ROOM_PERIODS) {
                    wait(active, PortState.ATTACHED, RETRY_PERIODS);
                }
            }
            case PROBING -> probe(seen, room);
            case ROOM_TO_USE -> {
                if (roomIsThere(room)) {
                    start(seen);
                } else if (stepPeriods > ROOM_PERIODS) {
                    giveUp(room);
                }
            }
            case POWERING -> {
                DeviceNeed described = telemetry.describe(active);
                if (described != null) {
                    if (book.cut[active]) {
                        book.need[active] = described;
                        model.device(active, described);
                    }
                    controls.authorise(active, true);
                    next(Step.STARTING);
                } else if (stepPeriods > PROBE_PERIODS * telemetry.portPeriods()) {
                    failed("does not answer");
                }
            }
            case STARTING -> {
                boolean started = seen.spinningUp[active] || seen.ready[active];
                if (started) {
                    admitted();
                    surgeSum = 0;
                    surgeCount = 0;
                    next(Step.SURGING);
                } else if (stepPeriods > SPIN_PERIODS) {
                    failed("does not start");
                }
            }
            case SURGING -> {
                learnSurge(seen, room);
                if (!seen.spinningUp[active]) {
                    keepSurge();
                    finish();
                }
            }
            case NONE -> {}
        }
    }

    private void probe(Observation seen, PortRoom room) {
        DeviceNeed described = telemetry.describe(active);
        if (described != null) {
            know(active, described, room);
        } else if (stepPeriods > PROBE_PERIODS || !seen.present[active]) {
            int port = active;
            off(port, PortState.HELD);
            book.retry[port] = FAILED_RETRY_PERIODS;
        }
    }

    /** From now on it is known what the device needs; it waits, off, for its turn. */
    void know(int port, DeviceNeed described, PortRoom room) {
        book.need[port] = described;
        off(port, PortState.QUEUED);
        model.device(port, described);
        if (!described.trusted() && !room.measured) {
            book.enter(port, PortState.UNWATCHED);
            notices.notice(new Notice(Notice.Kind.DEVICE_HELD, port, Admission.unwatched(described)));
        }
    }

    private boolean roomIsThere(PortRoom room) {
        return stepPeriods >= 2 && room.inForceDcWatts + roomWatts <= room.targetDcWatts + 1e-9;
    }

    private void start(Observation seen) {
        if (!seen.powered[active] || !book.commandedOn[active]) {
            controls.portPower(active, true);
            book.commandedOn[active] = true;
            next(Step.POWERING);
        } else if (!seen.authorised[active]) {
            controls.authorise(active, true);
            next(Step.STARTING);
        } else {
            controls.spinUp(active);
            next(Step.STARTING);
        }
    }

    private void admitted() {
        if (book.state[active] != PortState.ADMITTED) {
            book.enter(active, PortState.ADMITTED);
            book.told[active] = false;
            book.cut[active] = false;
            notices.notice(
                    new Notice(Notice.Kind.DEVICE_ADMITTED, active, "“" + book.need[active].name() + "” is in use."));
        }
        book.idle[active] = 0;
    }

    private void learnSurge(Observation seen, PortRoom room) {
        boolean shows = telemetry.seesSpinUpEnd() && seen.spinningUp[active];
        if (shows && stepPeriods > 3 && !Double.isNaN(room.errorWatts)) {
            surgeSum += book.need[active].surgeWatts() + room.errorWatts;
            surgeCount++;
        }
    }

    private void keepSurge() {
        if (surgeCount >= 5 && book.need[active].surgeWatts() > 0) {
            double learned = Math.clamp(
                    surgeSum / surgeCount * 1.02,
                    0.7 * book.need[active].surgeWatts(),
                    1.2 * book.need[active].surgeWatts());
            book.need[active] =
                    book.need[active].learned(book.need[active].idleWatts(), book.need[active].activeWatts(), learned);
            model.device(active, book.need[active]);
        }
    }

    private void failed(String how) {
        int port = active;
        String name = book.need[port].name();
        boolean used = book.state[port] == PortState.ADMITTED;
        if (used) {
            finish();
        } else {
            off(port, book.waiting(port));
        }
        if (book.state[port] == PortState.CUT_OFF) {
            // What was said when it was cut off still holds.
            return;
        }
        book.retry[port] = FAILED_RETRY_PERIODS;
        notices.notice(new Notice(
                Notice.Kind.ACTUATOR_FAILED,
                10 + port,
                "“" + name + "” " + how + "; the plug tries again in half a minute."));
    }

    private void giveUp(PortRoom room) {
        int port = active;
        finish();
        book.retry[port] = RETRY_PERIODS;
        if (!book.cut[port]) {
            tellHeld(port, room);
        }
        if (book.state[port] != PortState.ADMITTED) {
            off(port, book.waiting(port));
        }
    }

    /** Tells the owner once that the device does not fit. */
    void tellHeld(int port, PortRoom room) {
        if (!book.told[port]) {
            book.told[port] = true;
            notices.notice(new Notice(
                    Notice.Kind.DEVICE_HELD,
                    port,
                    Admission.held(
                            profile.supply(),
                            book.need[port],
                            room.floorDcWatts,
                            room.targetDcWatts,
                            room.limitWatts)));
        }
    }

    private void wait(int port, PortState back, int periods) {
        book.retry[port] = periods;
        finish();
        book.enter(port, back);
    }

    private void next(Step to) {
        step = to;
        stepPeriods = 0;
    }

    private void finish() {
        resting = 0;
        active = -1;
        roomWatts = 0;
        hold = false;
        next(Step.NONE);
    }
}
