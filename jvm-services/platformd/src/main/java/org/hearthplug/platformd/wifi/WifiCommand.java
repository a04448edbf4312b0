// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.hearthplug.runtime.platform.WifiMessages;
import org.hearthplug.runtime.platform.WifiMessages.AccessPointRequest;
import org.hearthplug.runtime.platform.WifiMessages.Attempt;
import org.hearthplug.runtime.platform.WifiMessages.CountryRequest;
import org.hearthplug.runtime.platform.WifiMessages.ForgetRequest;
import org.hearthplug.runtime.platform.WifiMessages.HeardNetwork;
import org.hearthplug.runtime.platform.WifiMessages.JoinRequest;
import org.hearthplug.runtime.platform.WifiMessages.WifiState;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/**
 * {@code hearth wifi}: networks from the plug's own shell. A passphrase is read from the terminal without an echo, or from standard input; it
 * is never an argument, which others could read. Exit codes: 0 done, 1 not done, 2 not understood.
 */
public final class WifiCommand {
    private static final Path SOCKET = Path.of("/run/hearth/platform.sock");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration JOIN_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    private static final int MAX_REPLY = 256 * 1024;
    private static final String USAGE = """
            hearth wifi                      which network the plug is in, and which it knows
            hearth wifi list                 networks that it hears
            hearth wifi join NAME            joins a network; asks for its passphrase
            hearth wifi forget NAME          forgets a network
            hearth wifi access-point on      makes a network; asks for a passphrase
            hearth wifi access-point off     goes back to joining networks
            hearth wifi country              whose radio rules the plug keeps
            hearth wifi country XX           keeps those of a country (FR, DE …); 00 the world's common ones
            """;

    private final PrintStream out;
    private final VarlinkClient client;

    private WifiCommand(PrintStream out, VarlinkClient client) {
        this.out = out;
        this.client = client;
    }

    /** Takes what follows {@code hearth wifi}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int code;
        try (VarlinkClient client = new VarlinkClient(SOCKET, MAX_REPLY)) {
            code = new WifiCommand(out, client).run(arguments);
        } catch (VarlinkException failed) {
            out.println("hearth: " + reason(failed));
            code = 1;
        }
        System.exit(code);
    }

    private int run(String[] words) throws IOException, InterruptedException {
        String command = words.length == 0 ? "status 1" : words[0] + ' ' + words.length;
        switch (command) {
            case "status 1" -> show(state(WifiMessages.GET_STATE, null));
            case "list 1" -> list();
            case "join 2" -> {
                return join(words[1]);
            }
            case "forget 2" ->
                show(state(WifiMessages.FORGET, WifiMessages.FORGET_REQUEST.toJson(new ForgetRequest(words[1]))));
            case "access-point 2" -> {
                return accessPoint(words[1]);
            }
            case "country 1" -> line(rules(state(WifiMessages.GET_STATE, null)));
            case "country 2" -> line(rules(setCountry(words[1].toUpperCase(Locale.ROOT))));
            default -> {
                return misunderstood();
            }
        }
        return 0;
    }

    private int misunderstood() {
        out.print(USAGE);
        return 2;
    }

    private WifiState state(String method, String json) {
        return WifiMessages.STATE_REPLY
                .fromJson(client.call(method, json, LIMIT))
                .state();
    }

    private int accessPoint(String word) throws IOException {
        boolean on = word.equals("on");
        if (!on && !word.equals("off")) {
            return misunderstood();
        }
        show(state(
                WifiMessages.SET_ACCESS_POINT,
                WifiMessages.ACCESS_POINT_REQUEST.toJson(new AccessPointRequest(on, on ? passphrase() : null))));
        return 0;
    }

    private WifiState setCountry(String country) {
        return state(WifiMessages.SET_COUNTRY, WifiMessages.COUNTRY_REQUEST.toJson(new CountryRequest(country)));
    }

    private static String rules(WifiState state) {
        return switch (state.country()) {
            case null -> "This plug has no Wi-Fi.";
            case "00" -> "No country is chosen: the plug keeps the world's common radio rules.";
            case "98" -> "The plug keeps what the chosen country and the network's both allow.";
            default -> "The plug keeps the radio rules of " + state.country() + ".";
        };
    }

    private int join(String ssid) throws IOException, InterruptedException {
        WifiState now = state(WifiMessages.JOIN, WifiMessages.JOIN_REQUEST.toJson(new JoinRequest(ssid, passphrase())));
        long deadlineNanos = System.nanoTime() + JOIN_LIMIT.toNanos();
        while (now.attempt() != null && now.attempt().phase().equals("trying") && System.nanoTime() < deadlineNanos) {
            Thread.sleep(LOOK_AGAIN);
            now = state(WifiMessages.GET_STATE, null);
        }
        Attempt attempt = now.attempt();
        if (attempt != null && attempt.phase().equals("joined")) {
            line("The plug is in “%s” and will join it again by itself.", attempt.ssid());
            return 0;
        }
        line("hearth: %s", problem(attempt == null ? "" : String.valueOf(attempt.problem())));
        return 1;
    }

    private static String problem(String word) {
        return switch (word) {
            case "wrong-passphrase" -> "the network did not take this passphrase. Nothing was kept.";
            case "not-found" -> "no network of this name is heard here. “hearth wifi list” shows which are.";
            case "refused" -> "the network refused: it is full, or wants more than a passphrase.";
            case "timeout" -> "the network did not answer in time. Is it too far away?";
            default -> "the Wi-Fi service does not answer. Why: hearth logs wifi";
        };
    }

    private static String passphrase() throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Passphrase: ");
            return typed == null ? "" : new String(typed);
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        return line == null ? "" : line;
    }

    private void list() {
        for (HeardNetwork one : WifiMessages.SCAN_REPLY
                .fromJson(client.call(WifiMessages.SCAN, null, LIMIT))
                .networks()) {
            line(
                    "%4d dBm  %d MHz  %-10s %s%s",
                    one.signalDbm(),
                    one.frequencyMhz(),
                    one.security(),
                    one.ssid(),
                    one.known() ? "  (known)" : one.joinable() ? "" : "  (cannot be joined: not WPA2 or WPA3)");
        }
    }

    private void show(WifiState state) {
        if (!state.radio()) {
            line("This plug has no Wi-Fi.");
            return;
        }
        String what = switch (state.mode()) {
            case "access-point" -> "makes the network “" + state.ssid() + "”, " + state.clients() + " in it";
            case "client" -> state.ssid() == null ? "in no network" : "in “" + state.ssid() + "”";
            default -> "starting";
        };
        line("%s: %s", state.link(), what);
        if (state.mode().equals("client") && state.ssid() != null) {
            line("  %s, %s dBm, %s MHz", state.security(), state.signalDbm(), state.frequencyMhz());
        }
        state.addresses().forEach(address -> line("  %s", address));
        state.known().forEach(known -> line("  known: %s%s", known.ssid(), known.current() ? " (now)" : ""));
    }

    private static String reason(VarlinkException failed) {
        String error = failed.error().orElse("");
        return switch (error) {
            case WifiMessages.NO_RADIO -> "this plug has no Wi-Fi, or its service does not answer yet.";
            case WifiMessages.BUSY -> "another network is being joined or looked for. Try again in a moment.";
            case WifiMessages.REFUSED ->
                WifiMessages.REFUSAL
                        .fromJson(failed.parametersJson().orElse("{\"reason\":\"\"}"))
                        .reason();
            default -> "platformd does not answer. It restarts by itself; why: hearth logs platformd";
        };
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
