// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Hardware;
import org.hearthplug.power.control.Notice;
import org.hearthplug.power.control.PortState;
import org.hearthplug.power.control.PowerController;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.runtime.platform.PowerMessages.Budget;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.platform.PowerMessages.EnergyRequest;
import org.hearthplug.runtime.platform.PowerMessages.Status;

/**
 * One run of the controller on this plug, with what it remembers. {@link #step} is called by one thread; everything else by any. A step
 * allocates nothing; once a minute the wishes are looked at anew, every ten minutes what was learned is kept.
 */
final class PowerManager implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PowerManager.class.getName());
    private static final int STEPS_PER_MINUTE = 600;
    private static final int STEPS_PER_SAVE = 6000;
    private static final String LEARNED = "power-learned";
    private static final String BUDGET = "power-budget";
    private static final int MAX_BY = 64;

    private final PlugProfile profile;
    private final PowerStore store;
    private final InstantSource clock;
    private final Groups groups;
    private final UsbPorts ports;
    private final PlugSenses senses;
    private final PlugLevers levers;
    private final NoticeBoard notices;
    private final PowerController controller;
    private final EnergyBook energy;
    private final MonthlyGoal goal = new MonthlyGoal();
    private final StepCost cost = new StepCost();
    private final PortState[] former = new PortState[UsbPorts.SLOTS];
    private final boolean[] formerOff = new boolean[UsbPorts.SLOTS];
    private OwnersBudget budget;
    private long steps;
    private long late;

    /**
     * Where its files are.
     *
     * @param root root of the kernel's file systems, {@code /}
     * @param boot a folder that goes with this boot, made when it is needed
     */
    record Folders(Path root, Path boot) {}

    private PowerManager(
            Hardware hardware, Folders folders, PlugProfile profile, PowerStore store, InstantSource clock) {
        Path root = folders.root();
        this.profile = profile;
        this.store = store;
        this.clock = clock;
        PlugSenses.Places places = Places.of(hardware, root, profile.links().ethernet());
        budget = OwnersBudget.fromLines(store.read(BUDGET));
        groups = new Groups(root.resolve("sys/fs/cgroup"), profile.processor().cores());
        ports = new UsbPorts(hardware.usb(), root.resolve("sys/block"), new CutPorts(folders.boot()));
        senses = new PlugSenses(profile, places, groups, ports);
        levers = new PlugLevers(
                hardware, groups, ports, senses, profile.processor().mhz(), places.network());
        notices = new NoticeBoard(clock, levers::admission);
        controller = new PowerController(profile, budget.settings(), senses, levers, notices);
        Map<String, String> learned = store.read(LEARNED);
        EnergySplit split = new EnergySplit(controller.receipts(), groups, root, places.disk());
        energy = new EnergyBook(controller.receipts(), split, store.energy(), clock, root, learned);
        restore(learned);
    }

    /**
     * Starts: opens the kernel's files, takes back what was learned, sets the budget. Ports that an earlier run left without power get it
     * back, after arrivals are held: what is in them is met like any device that is plugged in.
     */
    static PowerManager open(
            Hardware hardware, Folders folders, PlugProfile profile, PowerStore store, InstantSource clock)
            throws IOException {
        PowerManager made = new PowerManager(hardware, folders, profile, store, clock);
        if (made.budget.admission()) {
            made.levers.admission(true);
        } else {
            made.levers.scanUsb();
        }
        made.levers.allPowerBack();
        made.wish();
        return made;
    }

    /** For the log: limit, board, and how its power is known. */
    Object[] introduction() {
        return new Object[] {
            budget.settings().hardLimit(), profile.name(), senses.sources() > 0 ? "measured" : "modelled"
        };
    }

    private void restore(Map<String, String> learned) {
        String[] words = learned.getOrDefault("coefficients", "").split(" ");
        if (words.length < 2) {
            return;
        }
        try {
            double[] numbers = new double[words.length];
            for (int i = 0; i < words.length; i++) {
                numbers[i] = Double.parseDouble(words[i]);
            }
            if (!controller.restore(numbers)) {
                LOG.info("What had been learned of this plug's power does not fit any more; it is learned anew.");
            }
        } catch (NumberFormatException damaged) {
            LOG.info("What had been learned of this plug's power cannot be read; it is learned anew.");
        }
    }

    /** One period of the controller. */
    synchronized void step() {
        controller.step();
        for (int port = 0; port < former.length; port++) {
            follow(port);
        }
        steps++;
        if (steps % STEPS_PER_MINUTE == 0) {
            minute();
            cost.minute();
        }
        if (steps % STEPS_PER_SAVE == 0) {
            save();
        }
    }

    private void follow(int port) {
        boolean off = ports.off(port);
        if (off != formerOff[port]) {
            notices.power(port, off);
            formerOff[port] = off;
        }
        PortState now = controller.port(port);
        if (now == former[port]) {
            return;
        }
        if (now == PortState.CUT_OFF && levers.admission()) {
            levers.cut(port);
        } else if (now == PortState.EMPTY) {
            notices.forgetDevice(port);
        }
        former[port] = now;
    }

    /** Quiet hours begin and end, days and months pass. */
    private void minute() {
        Integer die = senses.dieMilliCelsius();
        energy.minute(now(), new EnergyBook.Marks(budget.settings().hardLimit().value(), goal.wishMilliwatts(), die));
        wish();
    }

    private void wish() {
        controller.wish(goal.wishWatts(budget.settings(), energy, now()));
        notices.say(Notice.Kind.GOAL_TIGHT, goal.sentence());
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(budget.zone());
    }

    /** Energy by the minute, and counters as they are now. */
    synchronized EnergyReply energy(EnergyRequest asked, int limit) {
        if (limit > 0 && energy.worthEnding()) {
            minute();
        }
        return energy.reply(asked, limit, budget.zone().getId());
    }

    /** Whether a power sensor is there that was not when this manager started. */
    boolean sensorAppeared() {
        return senses.sensorAppeared();
    }

    /** A step came more than a period late. */
    synchronized void late() {
        late++;
    }

    /** USB devices moved. */
    void usbMoved() {
        levers.scanUsb();
    }

    /**
     * Changes the budget and writes it into the journal.
     *
     * @throws IllegalArgumentException with a sentence, when it makes no sense
     * @throws IOException when it cannot be kept; then nothing changes
     */
    synchronized Status change(Budget wanted, String by) throws IOException {
        OwnersBudget next = budget.with(wanted);
        String what = next.changesFrom(budget);
        if (!what.isEmpty()) {
            store.write(BUDGET, next.toLines(), true);
            String who = by.replaceAll("\\p{Cntrl}", " ").strip();
            store.note(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                    who.length() <= MAX_BY ? who : who.substring(0, MAX_BY),
                    what);
            boolean admission = next.admission() != budget.admission();
            budget = next;
            controller.budget(next.settings());
            if (admission) {
                notices.forgetDevices();
                levers.admission(next.admission());
            }
            wish();
        }
        return status();
    }

    /** The power as it is now. */
    synchronized Status status() {
        return StatusView.of(
                profile,
                controller,
                ports,
                budget,
                goal,
                notices,
                energy.toMessage(now(), goal.state()),
                store,
                cost.of(steps, late));
    }

    /** Keeps what was learned and used, the minute that has begun too. */
    synchronized void save() {
        minute();
        Map<String, String> lines = new TreeMap<>(energy.toLines());
        StringBuilder numbers = new StringBuilder();
        for (double number : controller.export()) {
            numbers.append(numbers.isEmpty() ? "" : " ").append(number);
        }
        lines.put("coefficients", numbers.toString());
        try {
            store.write(LEARNED, lines, false);
        } catch (IOException full) {
            LOG.log(Level.WARNING, "What was learned of this plug's power cannot be kept.", full);
        }
    }

    @Override
    public void close() {
        energy.close();
        levers.close();
        senses.close();
        cost.close();
    }
}
