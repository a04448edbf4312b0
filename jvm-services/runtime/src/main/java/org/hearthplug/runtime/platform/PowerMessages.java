// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and records of {@code org.hearthplug.Power}, for both sides of the socket. */
public final class PowerMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Power";

    /** Full name of the method that tells the power once. */
    public static final String GET_STATUS = INTERFACE + ".GetStatus";

    /** Full name of the method that keeps telling. */
    public static final String MONITOR = INTERFACE + ".Monitor";

    /** Full name of the method that changes the budget. */
    public static final String SET_BUDGET = INTERFACE + ".SetBudget";

    /** Full name of the method that tells energy by the minute. */
    public static final String GET_ENERGY = INTERFACE + ".GetEnergy";

    /** The most minutes in one reply of GetEnergy. */
    public static final int MAX_MINUTES = 240;

    /** Error: the budget makes no sense; its parameter {@code reason} is a sentence. */
    public static final String BUDGET_REFUSED = INTERFACE + ".BudgetRefused";

    /** Error: this board has no power manager, or it has not started yet; its parameter {@code reason} is a sentence. */
    public static final String UNAVAILABLE = INTERFACE + ".Unavailable";

    public static final JsonType<StatusReply> STATUS_REPLY = PlatformMessages.JSON.type(StatusReply.class);
    public static final JsonType<Status> STATUS = PlatformMessages.JSON.type(Status.class);
    public static final JsonType<Budget> BUDGET = PlatformMessages.JSON.type(Budget.class);
    public static final JsonType<SetBudgetRequest> SET_BUDGET_REQUEST =
            PlatformMessages.JSON.type(SetBudgetRequest.class);
    public static final JsonType<EnergyRequest> ENERGY_REQUEST = PlatformMessages.JSON.type(EnergyRequest.class);
    public static final JsonType<EnergyReply> ENERGY_REPLY = PlatformMessages.JSON.type(EnergyReply.class);
    public static final JsonType<Refusal> REFUSAL = PlatformMessages.JSON.type(Refusal.class);

    private PowerMessages() {}

    /**
     * Reply of all methods.
     *
     * @param status the power as it is now
     */
    @Json
    public record StatusReply(Status status) {}

    /**
     * Parameters of SetBudget.
     *
     * @param budget what the owner wants
     * @param by who wants it, for the journal; at most 64 characters are kept
     */
    @Json
    public record SetBudgetRequest(Budget budget, String by) {}

    /**
     * Parameters of both errors.
     *
     * @param reason a sentence
     */
    @Json
    public record Refusal(String reason) {}

    /**
     * Power as the page shows it. Every power is at the wall, in milliwatts.
     *
     * @param board profile in use
     * @param source {@code supply}, {@code shunt}, {@code hwmon} or {@code model}
     * @param measured false: every figure comes from a model and has to be called modelled
     * @param milliwatts power now
     * @param lastSecondMilliwatts mean of the last second
     * @param targetMilliwatts what is planned for, below the limit by what the source may be off
     * @param binds what limits the work: {@code nothing}, {@code limit}, {@code wish}, {@code goal} or {@code heat}
     * @param cpu what the processor is granted
     * @param budget what the owner wants
     * @param ports USB devices and where they are in being admitted
     * @param notices what the owner should know, newest first
     * @param energy energy used
     * @param journal changes of the budget, newest first
     * @param cost what the manager itself costs
     * @param wishMilliwatts what work that can wait may fill up to now: comfort, quiet hours and goal; the limit where there is no wish
     */
    @Json
    public record Status(
            String board,
            String source,
            boolean measured,
            int milliwatts,
            int lastSecondMilliwatts,
            int targetMilliwatts,
            String binds,
            Granted cpu,
            Budget budget,
            List<Port> ports,
            List<Said> notices,
            Energy energy,
            List<Change> journal,
            Cost cost,
            int wishMilliwatts) {}

    /**
     * What the processor is granted.
     *
     * @param quotaMilliCores processor time for all services together, in thousandths of a core
     * @param cores cores there are
     * @param operatingPointHz highest operating point allowed
     * @param highestHz highest operating point there is
     */
    @Json
    public record Granted(int quotaMilliCores, int cores, long operatingPointHz, long highestHz) {}

    /**
     * What the owner wants. A null field keeps its value in SetBudget.
     *
     * @param hardLimitMilliwatts never exceeded for longer than a second; 3000 to 15000
     * @param comfortMilliwatts wish for work that can wait; from the hard limit on it means none
     * @param quietMilliwatts the same during quiet hours
     * @param quietFromMinute start of quiet hours, minutes after midnight, 0 to 1439
     * @param quietToMinute end; equal to the start means none
     * @param zone time zone of the quiet hours, {@code Europe/Paris}
     * @param monthlyWattHours goal for a month, in Wh; 0 means none
     * @param admission whether USB devices are held until they fit
     */
    @Json
    public record Budget(
            Integer hardLimitMilliwatts,
            Integer comfortMilliwatts,
            Integer quietMilliwatts,
            Integer quietFromMinute,
            Integer quietToMinute,
            String zone,
            Integer monthlyWattHours,
            Boolean admission) {}

    /**
     * A USB device.
     *
     * @param device the kernel's name of its place, {@code 1-2}
     * @param name what a person would call it
     * @param state {@code waiting}, {@code held}, {@code in-use}, {@code cut-off} or {@code unwatched}
     * @param needMilliwatts the most that it may draw, at the port
     * @param surge whether that is while it spins up
     * @param withItMilliwatts what the plug would draw with it when all that can wait waits; one that was cut off counts with what it drew
     * @param portOff whether its port has no power, so that nothing works there and nobody feels that it is unplugged
     */
    @Json
    public record Port(
            String device,
            String name,
            String state,
            int needMilliwatts,
            boolean surge,
            int withItMilliwatts,
            boolean portOff) {}

    /**
     * Something the owner should know.
     *
     * @param kind closed word, {@code device-held}, {@code source-doubted} …
     * @param subject port or source number, or -1
     * @param sentence in English
     * @param at when, RFC 3339
     */
    @Json
    public record Said(String kind, int subject, String sentence, String at) {}

    /**
     * Energy at the wall.
     *
     * @param todayWattHours since midnight, in Wh
     * @param monthWattHours since the first of the month, in Wh
     * @param modelledShare share of it that was modelled, not measured, since the manager's start, 0 to 1
     * @param services since the manager's start, by who used it; who used what is always modelled
     * @param forecastWattHours what the month will come to, if the rest is as the last days were, in Wh
     * @param goal the month's goal: {@code none}, {@code kept}, {@code tight} (what can wait is held back for it) or {@code missed}
     */
    @Json
    public record Energy(
            double todayWattHours,
            double monthWattHours,
            double modelledShare,
            List<Receipt> services,
            double forecastWattHours,
            String goal) {}

    /**
     * Parameters of GetEnergy: what is known already. All null for everything that is still there.
     *
     * @param afterRun run of the last minute that is known
     * @param afterSequence its number
     * @param limit the most minutes wanted, 0 to {@value #MAX_MINUTES}; null for that many
     */
    @Json
    public record EnergyRequest(String afterRun, Long afterSequence, Integer limit) {}

    /**
     * Reply of GetEnergy. Energies are at the wall, in mJ; lists are in the order of {@code names}.
     *
     * @param run name of the counters' life: they begin at 0 when it changes
     * @param boot the kernel's name of this boot
     * @param uptimeMillis since this boot, now
     * @param wallMillis the clock now, since 1970
     * @param zone the owner's time zone
     * @param names who is told apart; {@code plug} is what nobody in particular uses
     * @param counters mJ of each in this run; by the model, whether or not the sum was measured
     * @param cpuMillis processor time of each in this run; 0 for the plug
     * @param minutes the oldest first
     * @param more whether there are more after these
     */
    @Json
    public record EnergyReply(
            String run,
            String boot,
            long uptimeMillis,
            long wallMillis,
            String zone,
            List<String> names,
            List<Long> counters,
            List<Long> cpuMillis,
            List<EnergyMinute> minutes,
            boolean more) {}

    /**
     * A minute, or what there was of one.
     *
     * @param run name of the run that it belongs to
     * @param sequence its number; grows by one each, over runs, unless a power cut took some away
     * @param boot the boot that it belongs to
     * @param uptimeMillis its end, since that boot
     * @param wallMillis its end by the clock of then, which may have been wrong
     * @param millis how long it was
     * @param measured mJ that a sensor measured
     * @param modelled mJ that a model told
     * @param used mJ of each name; together {@code measured + modelled}
     * @param peakMilliwatts the highest mean of a second
     * @param limitMilliwatts the hard limit at its end
     * @param wishMilliwatts what work that could wait was held to at its end; the limit where there was no wish
     * @param dieMilliCelsius temperature of the die at its end, null if unknown
     */
    @Json
    public record EnergyMinute(
            String run,
            long sequence,
            String boot,
            long uptimeMillis,
            long wallMillis,
            int millis,
            long measured,
            long modelled,
            List<Long> used,
            int peakMilliwatts,
            int limitMilliwatts,
            int wishMilliwatts,
            Integer dieMilliCelsius) {}

    /**
     * Energy of a service.
     *
     * @param name who
     * @param wattHours in Wh
     */
    @Json
    public record Receipt(String name, double wattHours) {}

    /**
     * A change of the budget.
     *
     * @param at when, RFC 3339
     * @param by who
     * @param what in words
     */
    @Json
    public record Change(String at, String by, String what) {}

    /**
     * What the manager costs.
     *
     * @param stepMicros processor time of a step, mean of the last minute, in µs
     * @param steps steps since its start
     * @param late steps that came more than a period late
     */
    @Json
    public record Cost(int stepMicros, long steps, long late) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(PowerMessages.class, INTERFACE);
    }
}
