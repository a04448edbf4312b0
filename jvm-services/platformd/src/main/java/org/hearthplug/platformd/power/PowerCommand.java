// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.Budget;
import org.hearthplug.runtime.platform.PowerMessages.SetBudgetRequest;
import org.hearthplug.runtime.platform.PowerMessages.Status;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/** {@code hearth power}: shows and changes the budget from the plug's own shell. Exit codes: 0 done, 1 not done, 2 not understood. */
public final class PowerCommand {
    private static final Path SOCKET = Path.of("/run/hearth/platform.sock");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_REPLY = 256 * 1024;
    private static final Pattern HOURS = Pattern.compile("(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})");
    private static final String USAGE = """
            hearth power                         what the plug draws, may draw, and why something is held
            hearth power limit WATTS             the hard limit at the wall, 3 to 15
            hearth power comfort WATTS|off       a wish for work that can wait
            hearth power quiet FROM-TO WATTS     the same for quiet hours, 22:00-07:00 4.5
            hearth power quiet off               no quiet hours
            hearth power goal WATT-HOURS|off     a goal for a month
            hearth power hold-usb on|off         hold USB devices until they fit
            """;

    private final PrintStream out;
    private final String by;

    private PowerCommand(PrintStream out, String by) {
        this.out = out;
        this.by = by;
    }

    /** Takes what follows {@code hearth power}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(new PowerCommand(out, "root at the plug's shell").run(arguments));
    }

    /** Shows the status; returns the exit code. Waits for platformd, a minute at most. */
    public static int show(PrintStream out) {
        return new PowerCommand(out, "").run(new String[0]);
    }

    private int run(String[] arguments) {
        Budget wanted;
        try {
            wanted = wanted(arguments);
        } catch (IllegalArgumentException notUnderstood) {
            out.print(USAGE);
            return 2;
        }
        try (VarlinkClient client = new VarlinkClient(SOCKET, MAX_REPLY)) {
            String reply = wanted == null
                    ? client.call(PowerMessages.GET_STATUS, null, LIMIT)
                    : client.call(
                            PowerMessages.SET_BUDGET,
                            PowerMessages.SET_BUDGET_REQUEST.toJson(new SetBudgetRequest(wanted, by)),
                            LIMIT);
            show(PowerMessages.STATUS_REPLY.fromJson(reply).status());
            return 0;
        } catch (VarlinkException failed) {
            out.println("hearth: " + reason(failed));
            return 1;
        }
    }

    private static String reason(VarlinkException failed) {
        boolean ours = failed.error()
                .map(name -> name.startsWith(PowerMessages.INTERFACE))
                .orElse(false);
        return ours && failed.parametersJson().isPresent()
                ? PowerMessages.REFUSAL.fromJson(failed.parametersJson().get()).reason()
                : "the power manager does not answer. It restarts by itself; why: hearth logs platformd";
    }

    /** Null: nothing to change. */
    private static Budget wanted(String[] words) {
        String command = words.length == 0 ? "" : words[0] + " " + words.length;
        return switch (command) {
            case "", "status 1" -> null;
            case "limit 2" -> new Budget(milliwatts(words[1]), null, null, null, null, null, null, null);
            case "comfort 2" -> new Budget(null, orOff(words[1]), null, null, null, null, null, null);
            case "quiet 2" -> quietOff(words[1]);
            case "quiet 3" -> quiet(words[1], milliwatts(words[2]));
            case "goal 2" ->
                new Budget(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        words[1].equals("off") ? 0 : Integer.valueOf(words[1]),
                        null);
            case "hold-usb 2" -> new Budget(null, null, null, null, null, null, null, onOff(words[1]));
            default -> throw new IllegalArgumentException(command);
        };
    }

    private static Budget quietOff(String word) {
        if (!word.equals("off")) {
            throw new IllegalArgumentException(word);
        }
        return new Budget(null, null, null, 0, 0, null, null, null);
    }

    private static Budget quiet(String hours, int milliwatts) {
        Matcher parts = HOURS.matcher(hours);
        if (!parts.matches()) {
            throw new IllegalArgumentException(hours);
        }
        int from = Integer.parseInt(parts.group(1)) * 60 + Integer.parseInt(parts.group(2));
        int to = Integer.parseInt(parts.group(3)) * 60 + Integer.parseInt(parts.group(4));
        return new Budget(null, null, milliwatts, from, to, null, null, null);
    }

    private static int milliwatts(String watts) {
        return (int) Math.round(Double.parseDouble(watts) * 1000);
    }

    private static int orOff(String word) {
        return word.equals("off") ? 15_000 : milliwatts(word);
    }

    private static boolean onOff(String word) {
        if (!word.equals("on") && !word.equals("off")) {
            throw new IllegalArgumentException(word);
        }
        return word.equals("on");
    }

    private void show(Status now) {
        line(
                "%.2f W at the wall, %s (mean of the last second %.2f W)",
                now.milliwatts() / 1000.0, how(now), now.lastSecondMilliwatts() / 1000.0);
        Budget budget = now.budget();
        line(
                "limit %.2f W, planned for %.2f W; binding: %s",
                budget.hardLimitMilliwatts() / 1000.0, now.targetMilliwatts() / 1000.0, now.binds());
        line(
                "processor: %d of %d thousandths of a core, up to %d MHz",
                now.cpu().quotaMilliCores(), now.cpu().cores() * 1000, now.cpu().operatingPointHz() / 1_000_000);
        line(
                "today %.2f Wh, this month %.2f Wh (%.0f %% modelled)",
                now.energy().todayWattHours(),
                now.energy().monthWattHours(),
                now.energy().modelledShare() * 100);
        goal(now);
        line("since the power manager's start, modelled: %s", services(now));
        line("USB devices are %s", budget.admission() ? "held until they fit" : "not held");
        now.ports()
                .forEach(port -> line(
                        "  %s “%s”: %s, up to %.2f W",
                        port.device(), port.name(), port.state(), port.needMilliwatts() / 1000.0));
        now.notices().forEach(said -> line("! %s", said.sentence()));
        now.journal().forEach(change -> line("  %s %s: %s", change.at(), change.by(), change.what()));
    }

    private void goal(Status now) {
        int goal = now.budget().monthlyWattHours();
        switch (now.energy().goal()) {
            case "none" -> line("no goal for a month");
            case "missed" -> line("the month's goal of %d Wh is missed: work that can wait is slowed down", goal);
            default ->
                line(
                        "goal for a month %d Wh, forecast %.0f Wh: %s",
                        goal,
                        now.energy().forecastWattHours(),
                        now.energy().goal().equals("tight") ? "work that can wait is slowed down" : "on course");
        }
    }

    private static String services(Status now) {
        return now.energy().services().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.2f Wh", each.name(), each.wattHours()))
                .collect(Collectors.joining(", "));
    }

    private static String how(Status now) {
        return switch (now.source()) {
            case "supply" -> "measured at the wall";
            case "shunt" -> "measured behind the supply";
            case "hwmon" -> "measured behind the supply, slowly";
            default -> "modelled: this board has no power sensor";
        };
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
