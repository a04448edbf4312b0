// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.hearthplug.power.policy.EnergyReceipts;
import org.hearthplug.runtime.platform.PowerMessages.Energy;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.platform.PowerMessages.EnergyRequest;
import org.hearthplug.runtime.platform.PowerMessages.Receipt;

/** Energy of this run by the minute, and of the last days for the month's goal. Guarded by the manager's lock. */
final class EnergyBook implements AutoCloseable {
    private static final int LEAST_MILLIS = 500;
    private static final int HALF_MINUTE_MILLIS = 30_000;

    private final EnergyReceipts receipts;
    private final EnergySplit split;
    private final EnergyJournal journal;
    private final EnergyDays days;
    private final InstantSource clock;
    private final Path root;
    private final String run =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final String boot;
    private final long[] told = new long[EnergySplit.NAMES.size()];
    private long toldMeasured;
    private long toldModelled;
    private double toldSeconds;

    /** Whatever a minute says besides energy. */
    record Marks(int limitMilliwatts, int wishMilliwatts, Integer dieMilliCelsius) {}

    /** Goes on from lines that {@link #toLines} made. */
    EnergyBook(
            EnergyReceipts receipts,
            EnergySplit split,
            EnergyJournal journal,
            InstantSource clock,
            Path root,
            Map<String, String> lines) {
        this.receipts = receipts;
        this.split = split;
        this.journal = journal;
        this.clock = clock;
        this.root = root;
        days = EnergyDays.fromLines(lines);
        boot = word("proc/sys/kernel/random/boot_id", "unknown");
    }

    private String word(String file, String otherwise) {
        try {
            String text = Files.readString(root.resolve(file), StandardCharsets.US_ASCII)
                    .strip();
            return text.isEmpty() ? otherwise : text.split(" ")[0];
        } catch (IOException unreadable) {
            return otherwise;
        }
    }

    private long uptimeMillis() {
        try {
            return Math.round(1000 * Double.parseDouble(word("proc/uptime", "")));
        } catch (NumberFormatException unreadable) {
            return System.nanoTime() / 1_000_000;
        }
    }

    /** Whether so much of a minute has passed that somebody who looks may have it ended. */
    boolean worthEnding() {
        return 1000 * (receipts.seconds() - toldSeconds) >= HALF_MINUTE_MILLIS;
    }

    /** Ends a minute: writes down what was used since the last. */
    void minute(ZonedDateTime now, Marks marks) {
        int millis = (int) Math.round(1000 * (receipts.seconds() - toldSeconds));
        if (millis < LEAST_MILLIS) {
            return;
        }
        split.look();
        long measured = Math.round(1000 * receipts.measuredJoule());
        long modelled = Math.round(1000 * receipts.modelledJoule());
        long total = measured - toldMeasured + modelled - toldModelled;
        List<Long> used = new ArrayList<>();
        long others = 0;
        for (int who = 0; who < told.length - 1; who++) {
            long counter = split.millijoules(who);
            used.add(counter - told[who]);
            others += counter - told[who];
            told[who] = counter;
        }
        used.add(total - others);
        journal.add(new EnergyMinute(
                run,
                journal.next(),
                boot,
                uptimeMillis(),
                clock.instant().toEpochMilli(),
                millis,
                measured - toldMeasured,
                modelled - toldModelled,
                List.copyOf(used),
                (int) Math.round(1000 * receipts.takePeakWatts()),
                marks.limitMilliwatts(),
                marks.wishMilliwatts(),
                marks.dieMilliCelsius()));
        days.add(now.toLocalDate(), total / 3.6e6);
        toldMeasured = measured;
        toldModelled = modelled;
        toldSeconds = receipts.seconds();
    }

    private double notToldWattHours() {
        return receipts.totalWattHours() - (toldMeasured + toldModelled) / 3.6e6;
    }

    double monthWattHours(ZonedDateTime now) {
        return days.month(now.toLocalDate()) + notToldWattHours();
    }

    /** What the month will come to, in Wh, if the rest is as the last days were. */
    double forecastWattHours(ZonedDateTime now) {
        return days.forecast(now, notToldWattHours());
    }

    Energy toMessage(ZonedDateTime now, String goal) {
        List<Receipt> services = new ArrayList<>();
        for (int who = 0; who < EnergySplit.NAMES.size(); who++) {
            services.add(new Receipt(EnergySplit.NAMES.get(who), round(split.millijoules(who) / 3.6e6)));
        }
        return new Energy(
                round(days.day(now.toLocalDate()) + notToldWattHours()),
                round(monthWattHours(now)),
                round(receipts.modelledShare()),
                services,
                round(forecastWattHours(now)),
                goal);
    }

    /** Counters as they are now, and the minutes that are asked for. */
    EnergyReply reply(EnergyRequest asked, int limit, String zone) {
        split.look();
        List<Long> counters = new ArrayList<>();
        List<Long> cpu = new ArrayList<>();
        for (int who = 0; who < EnergySplit.NAMES.size(); who++) {
            counters.add(split.millijoules(who));
            cpu.add(split.cpuMillis(who));
        }
        long after = asked.afterSequence() == null ? -1 : asked.afterSequence();
        List<EnergyMinute> minutes = journal.after(asked.afterRun(), after, limit);
        boolean more = !minutes.isEmpty() && minutes.getLast() != journal.newest();
        return new EnergyReply(
                run,
                boot,
                uptimeMillis(),
                clock.instant().toEpochMilli(),
                zone,
                EnergySplit.NAMES,
                counters,
                cpu,
                minutes,
                more);
    }

    private static double round(double number) {
        return Math.round(number * 1000) / 1000.0;
    }

    Map<String, String> toLines() {
        return days.toLines();
    }

    @Override
    public void close() {
        journal.close();
    }
}
