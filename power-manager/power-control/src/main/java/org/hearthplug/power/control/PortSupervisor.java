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
    /** Periods that a device must not fit before it is held: one bad estimate is no verdict. */
    private static final int MISFIT_PERIODS = 10;

    /** Periods that a sensor may be in doubt before the wide margin of the model decides about devices. */
    private static final int BLIND_PERIODS = 100;

    /** What a sensor may show beyond the model once a device that was cut off draws no more than a unit load, in W. */
    private static final double GONE_WATTS = 0.45;

    /** By how much more than the last time a device may draw that is known to draw too much, in W. */
    private static final double AS_BEFORE_WATTS = 0.5;

    /** What a device drew until just now is taken for the plug's for some seconds: it fits only after them. */
    private static final int AGAIN_LOOKS = 6;

    private static final int IDLE_PERIODS = 6000;

    private final PlugTelemetry telemetry;
    private final PlugControls controls;
    private final NoticeSink notices;
    private final PlugProfile profile;
    private final PowerModel model;
    private final PortBook book;
    private final PortStart start;
    private double unknownWatts;
    private int offRefused;
    private boolean gangOff;
    private int blind;
    private int misfits;
    private int formerPorts;
    private double goneWatts;
    private final double[] formerWatts;

    PortSupervisor(
            PlugTelemetry telemetry, PlugControls controls, NoticeSink notices, PlugProfile profile, PowerModel model) {
        this.telemetry = telemetry;
        this.controls = controls;
        this.notices = notices;
        this.profile = profile;
        this.model = model;
        int ports = telemetry.ports();
        book = new PortBook(controls, ports);
        start = new PortStart(telemetry, controls, notices, profile, model, book);
        formerWatts = new double[ports];
    }

    PortState state(int port) {
        return book.state[port];
    }

    /** What must be kept free for what is being started, in W on the 5 V side. */
    double roomWatts() {
        return start.roomWatts();
    }

    /** Largest rise that only the power sensor would show, in W. */
    double unknownWatts() {
        return unknownWatts;
    }

    /** How far the power may have fallen because a surge has ended that the kernel still counts with, in W. */
    double mayHaveFallenWatts(Observation seen) {
        double sum = 0;
        for (int port = 0; port < book.state.length && !telemetry.seesSpinUpEnd(); port++) {
            if (seen.spinningUp[port] && book.need[port] != null) {
                sum += Math.max(0, book.need[port].surgeWatts() - book.need[port].idleWatts());
            }
        }
        return sum;
    }

    /** Whether work that can wait has to stop for a moment. */
    boolean hold() {
        return start.hold();
    }

    /** Whether no port is being asked, started or spun up: only then does the power of the ports teach the model anything. */
    boolean settled() {
        return start.none() && unknownWatts == 0;
    }

    /** What the devices drew that went in the last period, as modelled, in W. */
    double goneWatts() {
        return goneWatts;
    }

    /** Whether a device came, went, or began or ceased to be ready since it was asked last. */
    boolean moved(Observation seen) {
        int now = 0;
        for (int port = 0; port < book.state.length; port++) {
            int one = (seen.present[port] ? 1 : 0) + (seen.authorised[port] ? 2 : 0) + (seen.ready[port] ? 4 : 0);
            now = 31 * now + one + (seen.powered[port] ? 8 : 0) + (seen.spinningUp[port] ? 16 : 0);
        }
        boolean moved = now != formerPorts;
        formerPorts = now;
        return moved;
    }

    /** One period. */
    void step(Observation seen, PortRoom room) {
        goneWatts = 0;
        for (int port = 0; port < book.state.length; port++) {
            book.since[port]++;
            follow(port, seen, room);
            formerWatts[port] = model.theta(4) * model.portWatts(seen, port);
        }
        overdraw(seen, room);
        start.advance(seen, room);
        if (start.none()) {
            chooseNext(seen, room);
        }
        reserve();
        start.spent(seen);
    }

    private void follow(int port, Observation seen, PortRoom room) {
        if (!seen.present[port]) {
            if (book.state[port] != PortState.EMPTY) {
                forget(port);
            }
            return;
        }
        switch (book.state[port]) {
            case EMPTY -> book.enter(port, PortState.ATTACHED);
            case ADMITTED -> watchIdle(port, seen);
            case UNWATCHED -> {
                if (room.measured) {
                    book.enter(port, PortState.ATTACHED);
                }
            }
            default -> {}
        }
        if (!room.measured
                && book.need[port] != null
                && !book.need[port].trusted()
                && book.state[port] == PortState.ADMITTED) {
            start.off(port, PortState.UNWATCHED);
            notices.notice(new Notice(Notice.Kind.DEVICE_HELD, port, Admission.unwatched(book.need[port])));
        }
    }

    private void watchIdle(int port, Observation seen) {
        boolean quiet = seen.ready[port] && seen.portShare[port] < 0.002 && !seen.wanted[port];
        book.idle[port] = quiet ? book.idle[port] + 1 : 0;
        if (book.idle[port] > IDLE_PERIODS && book.need[port].surgeWatts() > 0) {
            controls.spinDown(port);
            book.idle[port] = 0;
        }
    }

    private void forget(int port) {
        goneWatts += formerWatts[port];
        start.off(port, PortState.EMPTY);
        book.need[port] = null;
        model.device(port, null);
        book.retry[port] = 0;
        book.told[port] = false;
        book.overdrawWatts[port] = 0;
        book.cut[port] = false;
        book.again[port] = 0;
    }

    /** The owner raised the limit: what was cut off is tried once more, if with what it drew it fits now. */
    void limitRaised() {
        for (int port = 0; port < book.state.length; port++) {
            if (book.state[port] == PortState.CUT_OFF) {
                book.again[port] = AGAIN_LOOKS;
                book.retry[port] = 0;
            }
        }
    }

    /** What the port's device was seen to draw beyond what it asks for when it was cut off, in W. */
    double overdrawWatts(int port) {
        return book.overdrawWatts[port];
    }

    /** Something draws that nothing explains: off with the device that is least known and newest. */
    private void overdraw(Observation seen, PortRoom room) {
        refusesToGoOff(seen, room);
        if (room.unexplainedWatts <= 0 || expected(room)) {
            return;
        }
        int suspect = -1;
        for (int port = 0; port < book.state.length; port++) {
            boolean unknown = book.state[port] == PortState.PROBING || (draws(port) && !book.need[port].trusted());
            if (unknown && (suspect < 0 || book.since[port] < book.since[suspect])) {
                suspect = port;
            }
        }
        if (suspect >= 0) {
            DeviceNeed asked = book.need[suspect] == null
                    ? DeviceNeed.declared("unknown device", DeviceNeed.Kind.OTHER, 100)
                    : book.need[suspect];
            start.off(suspect, PortState.CUT_OFF);
            book.need[suspect] = asked;
            book.overdrawWatts[suspect] = Math.max(book.overdrawWatts[suspect], room.unexplainedWatts);
            book.cut[suspect] = true;
            book.again[suspect] = 0;
            notices.notice(
                    new Notice(Notice.Kind.DEVICE_CUT_OFF, suspect, Admission.cutOff(asked, room.unexplainedWatts)));
        }
    }

    /**
     * Whether that much was to be expected: a device that had drawn it before was let in again under a higher limit, and everything else can
     * still make room for it.
     */
    private boolean expected(PortRoom room) {
        boolean known = false;
        for (int port = 0; port < book.state.length; port++) {
            double before = book.overdrawWatts[port];
            known |= before > 0 && draws(port) && room.unexplainedWatts < before + AS_BEFORE_WATTS;
        }
        return known && room.floorDcWatts <= room.targetDcWatts;
    }

    /** Whether the port's device is known and in use, or got its power and is about to be. */
    private boolean draws(int port) {
        return book.state[port] == PortState.ADMITTED
                || (start.active(port) && book.commandedOn[port] && book.need[port] != null);
    }

    private void refusesToGoOff(Observation seen, PortRoom room) {
        boolean refuses = false;
        for (int port = 0; port < book.state.length; port++) {
            // Where there is a switch, that it reads on is worse than what a sensor shows of a device that may pause.
            boolean quiet = telemetry.portPeriods() > 1 && room.errorWatts < GONE_WATTS;
            boolean wentOff = !seen.powered[port] || quiet;
            refuses |= book.state[port] == PortState.CUT_OFF && !wentOff && book.since[port] >= telemetry.portPeriods();
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

    /** A device that needs no asking. One that is in use already (the manager was started anew) is not taken from its user. */
    private void meet(int port, DeviceNeed described, Observation seen, PortRoom room) {
        if (seen.authorised[port]) {
            book.need[port] = described;
            model.device(port, described);
            book.commandedOn[port] = true;
            book.enter(port, PortState.ADMITTED);
        } else {
            start.know(port, described, room);
        }
    }

    private void chooseNext(Observation seen, PortRoom room) {
        int best = -1;
        for (int port = 0; port < book.state.length; port++) {
            if (book.retry[port] > 0) {
                book.retry[port]--;
                continue;
            }
            if (waits(port, seen, room) && (best < 0 || rank(port) > rank(best))) {
                best = port;
            }
        }
        boolean rested = start.rests();
        blind = room.measured || telemetry.sources() == 0 ? 0 : blind + 1;
        boolean judging = blind > 0 && blind < BLIND_PERIODS;
        if (best < 0 || gangOff || !rested || judging) {
            return;
        }
        if (book.state[best] == PortState.ATTACHED && book.need[best] == null) {
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
            start.ask(best);
            return;
        }
        double again = book.state[best] == PortState.ADMITTED ? 0 : book.overdrawWatts[best];
        double watts = book.need[best].largestWatts() + again;
        double without = room.floorDcWatts - model.theta(4) * model.portWatts(seen, best);
        if (Admission.fits(room.targetDcWatts, without, watts)) {
            double beyond = book.state[best] == PortState.ADMITTED ? model.portWatts(seen, best) : 0;
            misfits = 0;
            if (book.state[best] == PortState.CUT_OFF) {
                book.again[best] = 0;
                book.enter(best, PortState.QUEUED);
            }
            start.use(
                    best,
                    (book.need[best].surgeWatts() > 0 ? book.need[best].surgeWatts() : DeviceNeed.UNIT_LOAD_WATTS)
                            + again
                            - beyond);
        } else if (++misfits > MISFIT_PERIODS) {
            misfits = 0;
            if (book.state[best] == PortState.CUT_OFF) {
                book.again[best]--;
                book.retry[best] = PortStart.RETRY_PERIODS;
                return;
            }
            start.tellHeld(best, room);
            book.retry[best] = PortStart.RETRY_PERIODS;
            if (book.state[best] != PortState.ADMITTED) {
                book.enter(best, PortState.HELD);
            }
        }
    }

    private boolean waits(int port, Observation seen, PortRoom room) {
        return switch (book.state[port]) {
            case ATTACHED -> true;
            case QUEUED -> book.since[port] >= 3;
            case HELD -> book.need[port] != null;
            case CUT_OFF -> book.again[port] > 0 && room.measured;
            case ADMITTED -> seen.wanted[port] && !seen.ready[port] && !seen.spinningUp[port];
            default -> false;
        };
    }

    /** Unknown devices first, so that the hardest spin-up is known and goes before the softer ones. */
    private double rank(int port) {
        return book.need[port] == null ? 100 : book.need[port].largestWatts();
    }

    private void reserve() {
        unknownWatts = 0;
        for (int port = 0; port < book.state.length; port++) {
            boolean probing = start.probing(port);
            boolean untrusted = book.need[port] != null && !book.need[port].trusted();
            boolean using = book.state[port] == PortState.ADMITTED || start.active(port);
            if (probing || (untrusted && using)) {
                unknownWatts = Math.max(unknownWatts, profile.portLimitWatts() - DeviceNeed.UNIT_LOAD_WATTS);
            }
        }
    }
}
