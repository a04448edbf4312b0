// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.Admission;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.PowerModel;

/**
 * Decides which USB device may draw. One thing at a time: make room, see that the room is there, then spend it. Devices are asked what
 * they are while little else runs; the one with the hardest spin-up goes first.
 */
final class PortSupervisor {
    private static final int PROBE_PERIODS = 15;
    private static final int SPIN_PERIODS = 12;
    private static final int ROOM_PERIODS = 30;
    /** Periods for the estimates to come to rest after a port was started or switched off. */
    private static final int REST_PERIODS = 5;
    /** Periods that a device must not fit before it is held: one bad estimate is no verdict. */
    private static final int MISFIT_PERIODS = 10;

    /** Periods that a sensor may be in doubt before the wide margin of the model decides about devices. */
    private static final int BLIND_PERIODS = 100;

    /** What a sensor may show beyond the model once a device that was cut off draws no more than a unit load, in W. */
    private static final double GONE_WATTS = 0.45;

    private static final int RETRY_PERIODS = 50;
    private static final int FAILED_RETRY_PERIODS = 300;
    private static final int IDLE_PERIODS = 6000;

    private final PlugTelemetry telemetry;
    private final PlugControls controls;
    private final NoticeSink notices;
    private final PlugProfile profile;
    private final PowerModel model;
    private final PortState[] state;
    private final DeviceNeed[] need;
    private final int[] since;
    private final int[] retry;
    private final int[] idle;
    private final boolean[] commandedOn;
    private final boolean[] told;
    private int active = -1;
    private Step step = Step.NONE;
    private int stepPeriods;
    private double roomWatts;
    private double unknownWatts;
    private boolean hold;
    private int offRefused;
    private boolean gangOff;
    private double surgeSum;
    private int surgeCount;
    private int blind;
    private int misfits;
    private int formerPorts;
    private double goneWatts;
    private final double[] formerWatts;
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

    /** What the supervisor needs to know of the budget in a period; a form, reused. */
    static final class Room {
        /** What may be planned for, in W on the 5 V side. */
        double targetDcWatts;
        /** The plug as it is set now, at worst, without what is being started, in W. */
        double inForceDcWatts;
        /** The plug with everything stopped that can be, other devices idle, in W. */
        double floorDcWatts;
        /** Limit at the wall, for sentences, in W. */
        double limitWatts;
        /** Whether a sensor watches. */
        boolean measured;
        /** Drawn beyond what the model explains, in W; only a fresh jump. */
        double unexplainedWatts;
        /** Sensor less model while a disk spins up, in W; NaN without a fresh value. */
        double errorWatts;
        /** Delay until the sensor shows something unknown, times this is a reserve; in s. */
        double unknownSeconds;
    }

    PortSupervisor(
            PlugTelemetry telemetry, PlugControls controls, NoticeSink notices, PlugProfile profile, PowerModel model) {
        this.telemetry = telemetry;
        this.controls = controls;
        this.notices = notices;
        this.profile = profile;
        this.model = model;
        int ports = telemetry.ports();
        state = new PortState[ports];
        java.util.Arrays.fill(state, PortState.EMPTY);
        need = new DeviceNeed[ports];
        since = new int[ports];
        retry = new int[ports];
        idle = new int[ports];
        commandedOn = new boolean[ports];
        told = new boolean[ports];
        formerWatts = new double[ports];
    }

    PortState state(int port) {
        return state[port];
    }

    /** What must be kept free for what is being started, in W on the 5 V side. */
    double roomWatts() {
        return roomWatts;
    }

    /** Largest rise that only the power sensor would show, in W. */
    double unknownWatts() {
        return unknownWatts;
    }

    /** How far the power may have fallen because a surge has ended that the kernel still counts with, in W. */
    double mayHaveFallenWatts(Observation seen) {
        double sum = 0;
        for (int port = 0; port < state.length && !telemetry.seesSpinUpEnd(); port++) {
            if (seen.spinningUp[port] && need[port] != null) {
                sum += Math.max(0, need[port].surgeWatts() - need[port].idleWatts());
            }
        }
        return sum;
    }

    /** Whether work that can wait has to stop for a moment. */
    boolean hold() {
        return hold;
    }

    /** Whether no port is being asked, started or spun up: only then does the power of the ports teach the model anything. */
    boolean settled() {
        return step == Step.NONE && unknownWatts == 0;
    }

    /** What the devices drew that went in the last period, as modelled, in W. */
    double goneWatts() {
        return goneWatts;
    }

    /** Whether a device came, went, or began or ceased to be ready since it was asked last. */
    boolean moved(Observation seen) {
        int now = 0;
        for (int port = 0; port < state.length; port++) {
            int one = (seen.present[port] ? 1 : 0) + (seen.authorised[port] ? 2 : 0) + (seen.ready[port] ? 4 : 0);
            now = 31 * now + one + (seen.powered[port] ? 8 : 0) + (seen.spinningUp[port] ? 16 : 0);
        }
        boolean moved = now != formerPorts;
        formerPorts = now;
        return moved;
    }

    /** One period. */
    void step(Observation seen, Room room) {
        goneWatts = 0;
        for (int port = 0; port < state.length; port++) {
            since[port]++;
            follow(port, seen, room);
            formerWatts[port] = model.theta(4) * model.portWatts(seen, port);
        }
        overdraw(seen, room);
        advance(seen, room);
        if (step == Step.NONE) {
            chooseNext(seen, room);
        }
        reserve(seen, room);
    }

    private void follow(int port, Observation seen, Room room) {
        if (!seen.present[port]) {
            if (state[port] != PortState.EMPTY) {
                forget(port);
            }
            return;
        }
        switch (state[port]) {
            case EMPTY -> enter(port, PortState.ATTACHED);
            case ADMITTED -> watchIdle(port, seen);
            case UNWATCHED -> {
                if (room.measured) {
                    enter(port, PortState.ATTACHED);
                }
            }
            default -> {}
        }
        if (!room.measured && need[port] != null && !need[port].trusted() && state[port] == PortState.ADMITTED) {
            off(port, PortState.UNWATCHED);
            notices.notice(new Notice(Notice.Kind.DEVICE_HELD, port, Admission.unwatched(need[port])));
        }
    }

    private void watchIdle(int port, Observation seen) {
        boolean quiet = seen.ready[port] && seen.portShare[port] < 0.002 && !seen.wanted[port];
        idle[port] = quiet ? idle[port] + 1 : 0;
        if (idle[port] > IDLE_PERIODS && need[port].surgeWatts() > 0) {
            controls.spinDown(port);
            idle[port] = 0;
        }
    }

    private void forget(int port) {
        goneWatts += formerWatts[port];
        off(port, PortState.EMPTY);
        need[port] = null;
        model.device(port, null);
        retry[port] = 0;
        told[port] = false;
    }

    private void off(int port, PortState then) {
        if (active == port) {
            finish();
        }
        controls.authorise(port, false);
        controls.portPower(port, false);
        commandedOn[port] = false;
        enter(port, then);
    }

    private void enter(int port, PortState next) {
        state[port] = next;
        since[port] = 0;
    }

    /** Something draws that nothing explains: off with the device that is least known and newest. */
    private void overdraw(Observation seen, Room room) {
        refusesToGoOff(seen, room);
        if (room.unexplainedWatts <= 0) {
            return;
        }
        int suspect = -1;
        for (int port = 0; port < state.length; port++) {
            boolean unknown =
                    state[port] == PortState.PROBING || (state[port] == PortState.ADMITTED && !need[port].trusted());
            if (unknown && (suspect < 0 || since[port] < since[suspect])) {
                suspect = port;
            }
        }
        if (suspect >= 0) {
            DeviceNeed asked = need[suspect] == null
                    ? DeviceNeed.declared("unknown device", DeviceNeed.Kind.OTHER, 100)
                    : need[suspect];
            off(suspect, PortState.CUT_OFF);
            notices.notice(
                    new Notice(Notice.Kind.DEVICE_CUT_OFF, suspect, Admission.cutOff(asked, room.unexplainedWatts)));
        }
    }

    private void refusesToGoOff(Observation seen, Room room) {
        boolean refuses = false;
        for (int port = 0; port < state.length; port++) {
            // Where there is a switch, that it reads on is worse than what a sensor shows of a device that may pause.
            boolean quiet = telemetry.portPeriods() > 1 && room.errorWatts < GONE_WATTS;
            boolean wentOff = !seen.powered[port] || quiet;
            refuses |= state[port] == PortState.CUT_OFF && !wentOff && since[port] >= telemetry.portPeriods();
        }
        offRefused = refuses ? offRefused + 1 : 0;
        boolean over = room.inForceDcWatts > room.targetDcWatts;
        if (!gangOff && (offRefused > 3 || (offRefused > 0 && over))) {
            gangOff = true;
            controls.allPorts(false);
            notices.notice(
                    new Notice(
                            Notice.Kind.ALL_PORTS_OFF,
                            -1,
                            "All USB ports were switched off: a device draws too much and its port cannot be switched off alone. Unplug it and restart the plug."));
        }
    }

    private void advance(Observation seen, Room room) {
        stepPeriods++;
        switch (step) {
            case ROOM_TO_PROBE -> {
                if (roomIsThere(room)) {
                    controls.portPower(active, true);
                    commandedOn[active] = true;
                    enter(active, PortState.PROBING);
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
                if (telemetry.describe(active) != null) {
                    controls.authorise(active, true);
                    next(Step.STARTING);
                } else if (stepPeriods > PROBE_PERIODS) {
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

    private void probe(Observation seen, Room room) {
        DeviceNeed described = telemetry.describe(active);
        if (described != null) {
            know(active, described, room);
        } else if (stepPeriods > PROBE_PERIODS || !seen.present[active]) {
            int port = active;
            off(port, PortState.HELD);
            retry[port] = FAILED_RETRY_PERIODS;
        }
    }

    /** A device that needs no asking. One that is in use already (the manager was started anew) is not taken from its user. */
    private void meet(int port, DeviceNeed described, Observation seen, Room room) {
        if (seen.authorised[port]) {
            need[port] = described;
            model.device(port, described);
            commandedOn[port] = true;
            enter(port, PortState.ADMITTED);
        } else {
            know(port, described, room);
        }
    }

    /** From now on it is known what the device needs; it waits, off, for its turn. */
    private void know(int port, DeviceNeed described, Room room) {
        need[port] = described;
        off(port, PortState.QUEUED);
        model.device(port, described);
        if (!described.trusted() && !room.measured) {
            enter(port, PortState.UNWATCHED);
            notices.notice(new Notice(Notice.Kind.DEVICE_HELD, port, Admission.unwatched(described)));
        }
    }

    private boolean roomIsThere(Room room) {
        return stepPeriods >= 2 && room.inForceDcWatts + roomWatts <= room.targetDcWatts + 1e-9;
    }

    private void start(Observation seen) {
        if (!seen.powered[active] || !commandedOn[active]) {
            controls.portPower(active, true);
            commandedOn[active] = true;
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
        if (state[active] != PortState.ADMITTED) {
            enter(active, PortState.ADMITTED);
            told[active] = false;
            notices.notice(new Notice(Notice.Kind.DEVICE_ADMITTED, active, "“" + need[active].name() + "” is in use."));
        }
        idle[active] = 0;
    }

    private void learnSurge(Observation seen, Room room) {
        boolean shows = telemetry.seesSpinUpEnd() && seen.spinningUp[active];
        if (shows && stepPeriods > 3 && !Double.isNaN(room.errorWatts)) {
            surgeSum += need[active].surgeWatts() + room.errorWatts;
            surgeCount++;
        }
    }

    private void keepSurge() {
        if (surgeCount >= 5 && need[active].surgeWatts() > 0) {
            double learned = Math.clamp(
                    surgeSum / surgeCount * 1.02, 0.7 * need[active].surgeWatts(), 1.2 * need[active].surgeWatts());
            need[active] = need[active].learned(need[active].idleWatts(), need[active].activeWatts(), learned);
            model.device(active, need[active]);
        }
    }

    private void failed(String how) {
        int port = active;
        String name = need[port].name();
        boolean used = state[port] == PortState.ADMITTED;
        if (used) {
            finish();
        } else {
            off(port, PortState.HELD);
        }
        retry[port] = FAILED_RETRY_PERIODS;
        notices.notice(new Notice(
                Notice.Kind.ACTUATOR_FAILED,
                10 + port,
                "“" + name + "” " + how + "; the plug tries again in half a minute."));
    }

    private void giveUp(Room room) {
        int port = active;
        finish();
        retry[port] = RETRY_PERIODS;
        tellHeld(port, room);
        if (state[port] != PortState.ADMITTED) {
            off(port, PortState.HELD);
        }
    }

    private void tellHeld(int port, Room room) {
        if (!told[port]) {
            told[port] = true;
            notices.notice(new Notice(
                    Notice.Kind.DEVICE_HELD,
                    port,
                    Admission.held(
                            profile.supply(), need[port], room.floorDcWatts, room.targetDcWatts, room.limitWatts)));
        }
    }

    private void wait(int port, PortState back, int periods) {
        retry[port] = periods;
        finish();
        enter(port, back);
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

    private void chooseNext(Observation seen, Room room) {
        int best = -1;
        for (int port = 0; port < state.length; port++) {
            if (retry[port] > 0) {
                retry[port]--;
                continue;
            }
            if (waits(port, seen) && (best < 0 || rank(port) > rank(best))) {
                best = port;
            }
        }
        resting++;
        blind = room.measured || telemetry.sources() == 0 ? 0 : blind + 1;
        boolean judging = blind > 0 && blind < BLIND_PERIODS;
        if (best < 0 || gangOff || resting < REST_PERIODS || judging) {
            return;
        }
        if (state[best] == PortState.ATTACHED && need[best] == null) {
            // A kernel that holds arrivals has asked what they are before anybody could decide: at one unit load,
            // without a driver.
            DeviceNeed described = seen.powered[best] ? telemetry.describe(best) : null;
            if (described != null) {
                meet(best, described, seen, room);
                return;
            }
            if (!room.measured) {
                return;
            }
            begin(best, Step.ROOM_TO_PROBE, DeviceNeed.UNIT_LOAD_WATTS);
            return;
        }
        double watts = need[best].largestWatts();
        double without = room.floorDcWatts - model.theta(4) * model.portWatts(seen, best);
        if (Admission.fits(room.targetDcWatts, without, watts)) {
            double beyond = state[best] == PortState.ADMITTED ? model.portWatts(seen, best) : 0;
            misfits = 0;
            begin(
                    best,
                    Step.ROOM_TO_USE,
                    (need[best].surgeWatts() > 0 ? need[best].surgeWatts() : DeviceNeed.UNIT_LOAD_WATTS) - beyond);
        } else if (++misfits > MISFIT_PERIODS) {
            misfits = 0;
            tellHeld(best, room);
            retry[best] = RETRY_PERIODS;
            if (state[best] != PortState.ADMITTED) {
                enter(best, PortState.HELD);
            }
        }
    }

    private void begin(int port, Step how, double watts) {
        active = port;
        roomWatts = watts;
        hold = watts > 2;
        next(how);
    }

    private boolean waits(int port, Observation seen) {
        return switch (state[port]) {
            case ATTACHED -> true;
            case QUEUED -> since[port] >= 3;
            case HELD -> need[port] != null;
            case ADMITTED -> seen.wanted[port] && !seen.ready[port] && !seen.spinningUp[port];
            default -> false;
        };
    }

    /** Unknown devices first, so that the hardest spin-up is known and goes before the softer ones. */
    private double rank(int port) {
        return need[port] == null ? 100 : need[port].largestWatts();
    }

    private void reserve(Observation seen, Room room) {
        unknownWatts = 0;
        for (int port = 0; port < state.length; port++) {
            boolean probing = active == port && (step == Step.ROOM_TO_PROBE || step == Step.PROBING);
            boolean untrusted = need[port] != null && !need[port].trusted();
            boolean using = state[port] == PortState.ADMITTED || (active == port && step != Step.NONE);
            if (probing || (untrusted && using)) {
                unknownWatts = Math.max(unknownWatts, profile.portLimitWatts() - DeviceNeed.UNIT_LOAD_WATTS);
            }
        }
        if (step == Step.SURGING && seen.spinningUp[active]) {
            roomWatts = 0;
        }
    }
}
